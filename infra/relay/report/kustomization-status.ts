import { textAt } from "#shared/kube/status.ts";
import { inventoryEntry, inventoryId, type InventoryEntry } from "#shared/model/inventory.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import { refOf } from "#shared/model/object-ref.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import type { Verdict } from "#shared/wire/verdict.ts";
import { conditionsFor, type Condition } from "./conditions.ts";
import { checking, healthy, unhealthy } from "./health-conditions.ts";

/** How a reconcile ended, in the words of its conditions; `later`: the objects are applied, and have yet to become well. */
export type Ending =
  | { readonly ok: true; readonly health?: string }
  | { readonly ok: "later"; readonly message: string }
  | { readonly ok: false; readonly reason: string; readonly message: string };

export type Ended = {
  readonly revision: string;
  readonly requestedAt: string | undefined;
  readonly ending: Ending;
  readonly inventory?: readonly InventoryEntry[];
  readonly now: Instant;
};

/** The status of a Kustomization after a reconcile, as kustomize-controller writes it. */
export function kustomizationStatus(kustomization: JsonObject, ended: Ended): JsonObject {
  const { revision, requestedAt, ending, inventory, now } = ended;
  const base: Record<string, Json> = revision === "" ? {} : { lastAttemptedRevision: revision };
  // What was asked for on the object itself is answered, whether or not it got through the edge first.
  const asked =
    requestedAt ?? textAt(kustomization, "metadata", "annotations", "reconcile.fluxcd.io/requestedAt");
  if (asked !== "") base["lastHandledReconcileAt"] = asked;
  if (inventory) base["inventory"] = { entries: inventory.map(({ id, v }) => ({ id, v })) };
  const time = kubeTime(now);
  if (ending.ok !== true) {
    const told = ending.ok === "later" ? checking(ending.message) : failing(ending);
    return { ...base, conditions: conditionsFor(kustomization, told, time) };
  }
  const generation = observed(kustomization);
  const well = ending.health === undefined ? [] : [healthy(ending.health)];
  const conditions = conditionsFor(kustomization, [ready(revision), ...well], time);
  return { ...base, lastAppliedRevision: revision, observedGeneration: generation, conditions };
}

function ready(revision: string): Condition {
  return {
    type: "Ready",
    status: "True",
    reason: "ReconciliationSucceeded",
    message: `Applied revision: ${revision}`,
  };
}

function failing({ reason, message }: { reason: string; message: string }): Condition[] {
  return [
    { type: "Reconciling", status: "True", reason: "ProgressingWithRetry", message },
    { type: "Ready", status: "False", reason, message },
    ...(reason === "HealthCheckFailed" ? [unhealthy(message)] : []),
  ];
}

function observed(object: JsonObject): Json {
  const { metadata } = object;
  const generation =
    typeof metadata === "object" && metadata !== null && "generation" in metadata && metadata.generation;
  return typeof generation === "number" ? generation : 0;
}

/** How a job ended: the objects that were refused, or what could not be pruned. */
export function endingOf(results: readonly ObjectResult[]): Exclude<Ending, { ok: "later" }> {
  const failures = results.filter(({ action }) => action === "failed");
  if (failures.length === 0) return { ok: true };
  const pruneOnly = failures.every(
    ({ digest, error }) => digest === undefined && error?.startsWith("prune ") === true,
  );
  const message = failures.map(({ error }) => error ?? "refused").join("\n");
  return { ok: false, reason: pruneOnly ? "PruneFailed" : "ReconciliationFailed", message };
}

export function endingOfVerdict({ outcome }: Verdict): Exclude<Ending, { ok: "later" }> {
  return outcome.ok ? { ok: true } : { ok: false, reason: outcome.reason, message: outcome.message };
}

/**
 * What a Kustomization holds after a job: what the job declares, plus what it could not take away. Absent when
 * nothing of it changed. An object applied in another version is listed in that version from then on.
 */
export function inventoryAfter(
  job: ApplyJob,
  before: readonly InventoryEntry[],
  results: readonly ObjectResult[],
): readonly InventoryEntry[] | undefined {
  const versions = new Map(
    job.apply.map(({ manifest }) => [inventoryEntry(manifest).id, inventoryEntry(manifest).v]),
  );
  const stayed = new Set(
    results.filter(({ action }) => action === "failed").map(({ key }) => inventoryId(refOf(key))),
  );
  const untried = new Set(job.prune.map((key) => inventoryId(refOf(key))));
  for (const { key, action } of results) if (action !== "failed") untried.delete(inventoryId(refOf(key)));
  const held = job.inventory ?? before;
  const kept = before.filter(
    ({ id }) => (stayed.has(id) || untried.has(id)) && !held.some((entry) => entry.id === id),
  );
  const after = [...held, ...kept].map(({ id, v }) => ({ id, v: versions.get(id) ?? v }));
  const known = new Map(before.map(({ id, v }) => [id, v]));
  const isSame = after.length === before.length && after.every(({ id, v }) => known.get(id) === v);
  return isSame ? undefined : after;
}
