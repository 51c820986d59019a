import { byApplyOrder } from "#shared/diff/apply-order.ts";
import { impersonating, type ServiceAccount } from "#shared/kube/impersonating.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { changeLog } from "#shared/model/change-log.ts";
import { refOfInventoryId, type InventoryEntry } from "#shared/model/inventory.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { keyOf, nameOf, refOf, type ObjectRef } from "#shared/model/object-ref.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import { waitGone } from "./living.ts";
import { parallel } from "./parallel.ts";
import { pruneObject } from "./prune-object.ts";
import { accountOf, ownerOf } from "./standing.ts";

export type TakingAway = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly inventoryOf: (kustomization: JsonObject) => readonly InventoryEntry[];
  readonly defaultAccount: string;
  /** How long the objects of one that waits for their end may take. */
  readonly timeoutOf: (kustomization: JsonObject) => number;
  readonly now: () => number;
};

/** What is to be said of it; not `done`: something could not be taken away, and it has to be tried again. */
export type TakenAway = {
  readonly done: boolean;
  readonly said: readonly { readonly message: string; readonly isWarning: boolean }[];
};

const width = 8;

/** Takes away all that a Kustomization holds. kustomize-controller: finalize */
export async function takeAway(kustomization: JsonObject, parts: TakingAway): Promise<TakenAway> {
  const { find, inventoryOf, defaultAccount } = parts;
  const owner = ownerOf(kustomization);
  const account = accountOf(kustomization, defaultAccount);
  const held = inventoryOf(kustomization)
    .flatMap(({ id, v }) => {
      const ref = refOfInventoryId(id);
      return ref ? [{ ref, version: v }] : [];
    })
    .toSorted((a, b) => byApplyOrder(b.ref, a.ref));
  if (account && !(await isThere(parts.kube, account))) {
    // Nobody's rights are left to do it with, and whoever deletes both is not to wait for ever.
    const names = held.map(({ ref }) => nameOf(ref)).join("\n");
    return { done: true, said: [warning(`unable to prune objects: \n${names}`)] };
  }
  const kube = impersonating(parts.kube, account);
  const results: ObjectResult[] = [];
  await parallel(held, width, async ({ ref, version }) => {
    results.push(await pruneObject(keyOf(ref), { kube, find, owner, version }));
  });
  const failed = results.filter(({ action }) => action === "failed");
  if (failed.length > 0) {
    const why = failed.map(({ error }) => error ?? "refused").join("\n");
    return { done: false, said: [warning(`pruning for deleted resource failed: ${why}`)] };
  }
  const log = changeLog(results);
  const said = log === "" ? [] : [{ message: log, isWarning: false }];
  if (textAt(kustomization, "spec", "deletionPolicy") !== "WaitForTermination") return { done: true, said };
  const deleted = results.filter(({ action }) => action === "deleted").map(({ key }) => refOf(key));
  const left = await termination(deleted, {
    kube,
    find,
    until: parts.now() + parts.timeoutOf(kustomization),
    now: parts.now,
  });
  if (left.length === 0) return { done: true, said };
  const end = `failed to wait for resources termination: ${left.join("\n")}`;
  return { done: true, said: [...said, warning(end)] };
}

const warning = (message: string): TakenAway["said"][number] => ({ message, isWarning: true });

async function isThere(kube: Kube, { namespace, name }: ServiceAccount): Promise<boolean> {
  const kind = {
    group: "",
    version: "v1",
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    namespaced: true,
  };
  const answer = await kube({ method: "GET", path: objectPath(kind, { namespace, name }) });
  if (answer.status === 404) return false;
  if (isSuccess(answer)) return true;
  throw new Error(`ServiceAccount ${namespace}/${name}: ${refusalIn(answer)}`);
}

type Waiting = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly until: number;
  readonly now: () => number;
};

/** Waits for deleted objects to be gone; gives those that are not in time, and what holds them. */
async function termination(
  deleted: readonly ObjectRef[],
  { kube, find, until, now }: Waiting,
): Promise<string[]> {
  const left: string[] = [];
  await parallel(deleted, width, async (ref) => {
    const served = await find({ group: ref.group, version: "", kind: ref.kind });
    if (!served) return; // its kind is gone, and every object of it
    const within = Math.max(until - now(), 0);
    const why = await waitGone(kube, { path: objectPath(served, ref), uid: undefined, within });
    if (why !== undefined) left.push(`${nameOf(ref)}: ${why}`);
  });
  return left;
}
