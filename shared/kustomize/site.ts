import type { Entry, Kustomization } from "./kustomization.ts";
import type { Origin } from "./origin.ts";
import type { Resource } from "./resource.ts";
import type { Workshop } from "./workshop.ts";

/** A kustomization at work: where it stands, and what it works with. */
export type Site = {
  readonly shop: Workshop;
  readonly kustomization: Kustomization;
  /** Kustomizations that are being built, from the root down to this one. */
  readonly trail: readonly Kustomization[];
  /** How many lead to this one, also through other repositories. */
  readonly depth: number;
  /** For `buildMetadata`: where this one stands as seen from the root. */
  readonly place: Origin;
  /** What files and folders hold, beside what the kustomization gathers. */
  readonly gather: (entries: readonly Entry[]) => readonly Resource[];
};

/** The name of the kustomization's file. */
export function fileName({ kustomization: { path } }: Site): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
