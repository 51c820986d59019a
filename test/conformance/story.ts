import type { BuildOptions } from "#shared/kustomize/build-options.ts";
import { kustomization } from "#test/kustomize/tree.ts";

/** A small repository and one thing that building it shows. What comes out is in `expected/`. */
export type Story = {
  /** What it shows, as a sentence or the best part of one. */
  readonly shows: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The folder that is built; the root where it is not said. */
  readonly path?: string;
  /** Refused by both: our code, and the words that theirs and ours contain. */
  readonly refused?: { readonly code: string; readonly theirs: string; readonly ours: string };
  /** Where there are any, the real command is asked and not its library: that knows none. */
  readonly flags?: Pick<BuildOptions, "loadRestrictor" | "managedByLabel">;
};

/** Stories about one thing, and one file of expectations. */
export type Chapter = { readonly name: string; readonly stories: readonly Story[] };

/** One kustomization with all objects in one file. */
export const one = (shows: string, manifests: string, rest: string): Story => ({
  shows,
  files: { "kustomization.yaml": kustomization(["all.yaml"], rest), "all.yaml": manifests },
});

/** `type` is apiVersion and kind: `apps/v1 Deployment`. What follows the name may begin inside of metadata. */
export const object = (type: string, name: string, rest = ""): string => {
  const [apiVersion, kind] = type.split(" ");
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
};

export const documents = (...texts: readonly string[]): string => texts.join("---\n");

export const rbac = "rbac.authorization.k8s.io/v1";

/** Who searches for kustomize's words must find ours. */
export const refused = (code: string, words: string, story: Story): Story => ({
  ...story,
  refused: { code, theirs: words, ours: words },
});

/** What Go says of its own types is no help to anybody: here ours are other words. */
export const refusedInOtherWords = (
  code: string,
  [theirs, ours]: readonly [string, string],
  story: Story,
): Story => ({ ...story, refused: { code, theirs, ours } });
