import type { Manifest } from "#shared/model/manifest.ts";

import type { Problem } from "./problem.ts";

/** One Kubernetes object of a file, and the line it begins on. */
export type Parsed = { readonly manifest: Manifest; readonly line: number };

/**
 * What a file's bytes say, whatever the file is called. Safe to remember by the bytes' digest alone: nothing
 * in it changes afterwards, and a build shares its manifests instead of copying them.
 */
export type Reading =
  | { readonly ok: true; readonly manifests: readonly Parsed[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
