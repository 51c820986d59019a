import type { ParseFile } from "#shared/yaml/parse-file.ts";

import type { BuildMemory } from "./build-memory.ts";
import type { Overlay } from "./overlay.ts";
import type { AskRemote } from "./remote-request.ts";

export type BuildOptions = {
  /** Builds as Flux builds for a Kustomization with these in its spec; without it, as kustomize does. */
  readonly overlay?: Overlay;
  /** Parses a file; give one that remembers, and an unchanged file costs nothing. */
  readonly parse?: ParseFile;
  /** What builds of this repository leave to those after them. It saves time, and changes nothing else. */
  readonly memory?: BuildMemory;
  /** How objects are sorted where no `sortOptions` says: as declared, or as kustomize's command line does. */
  readonly reorder?: "none" | "legacy";
  /** `root-only`: files lie in or below the folder of the kustomization that names them. */
  readonly loadRestrictor?: "none" | "root-only";
  /** Adds `app.kubernetes.io/managed-by: kustomize-v5.8.1`. */
  readonly managedByLabel?: boolean;
  /** Answers what is asked for from elsewhere; without it, asking is a failure. */
  readonly remote?: AskRemote;
};
