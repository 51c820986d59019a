import type { Manifest } from "#shared/model/manifest.ts";

import type { Problem } from "./problem.ts";

/** One Kubernetes object of a file. */
export type Parsed = {
  readonly manifest: Manifest;
  /** The line that it begins on. */
  readonly line: number;
  /** Whether a WrittenNumber is somewhere in it: most have none, and need no `withPlainNumbers`. */
  readonly hasWrittenNumbers: boolean;
  /** Of a patch: the same with its labels and annotations all text, where that is not how it was written. */
  readonly copied?: Manifest;
};

/**
 * What a file's bytes say, whatever the file is called. Safe to remember by the bytes' digest alone: nothing
 * in it changes afterwards, and a build shares its manifests instead of copying them.
 */
export type Reading =
  | { readonly ok: true; readonly manifests: readonly Parsed[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
