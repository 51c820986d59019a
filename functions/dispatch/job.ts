import type { Step } from "#shared/diff/next-step.ts";
import { inventoryId, type InventoryEntry } from "#shared/model/inventory.ts";
import { refOf } from "#shared/model/object-ref.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { DesiredStore, StoredWish } from "./desired-store.ts";

/** What a job is made of, beside the step that asked for it. */
export type JobParts = {
  readonly kustomization: Resource;
  readonly wish: StoredWish;
  readonly base: string;
  readonly reason: ApplyJob["reason"];
  readonly desired: DesiredStore;
  /** Whether what the Kustomization holds is other than it was. */
  readonly inventoryChanges: boolean;
};

/** The job that carries a step out. */
export function jobFor(step: Extract<Step, { do: "apply" }>, parts: JobParts): ApplyJob {
  const { kustomization, wish, base, reason, desired, inventoryChanges } = parts;
  const { uid, generation } = kustomization;
  return {
    type: "apply",
    job: crypto.randomUUID(),
    uid,
    generation,
    base,
    revision: wish.revision,
    reason,
    apply: desired.objects(uid, step.change.apply),
    prune: [...step.change.prune],
    orphans: [...step.orphans],
    ...(inventoryChanges ? { inventory: inventoryOf(desired, uid) } : {}),
    ...(wish.commit ? { commit: wish.commit } : {}),
    ...(wish.requestedAt === undefined ? {} : { requestedAt: wish.requestedAt }),
  };
}

function inventoryOf(desired: DesiredStore, uid: string): InventoryEntry[] {
  return [...desired.versions(uid)].map(([key, apiVersion]) => ({
    id: inventoryId(refOf(key)),
    v: apiVersion.slice(apiVersion.indexOf("/") + 1),
  }));
}
