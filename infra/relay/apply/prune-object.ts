import { objectPath } from "#shared/kube/path.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isKept } from "#shared/kube/switches.ts";
import { nameOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import { askMetadata, deleteLiving } from "./living.ts";
import { isOwnedBy, type Owner } from "./owner.ts";

export type Pruning = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly owner: Owner;
  /** The version it was applied in; "" asks for whichever is served. */
  readonly version: string;
};

/** Deletes an object that Git no longer declares, if it still carries our labels. It fails on its own terms. */
export async function pruneObject(key: RefKey, pruning: Pruning): Promise<ObjectResult> {
  const refused = (why: string): ObjectResult => ({
    key,
    action: "failed",
    error: `prune ${nameOf(refOf(key))}: ${why}`.slice(0, 4_000),
  });
  try {
    const result = await pruned(key, pruning);
    return typeof result === "string" ? refused(result) : result;
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error)); // no answer came: nothing is known
  }
}

/** What became of it, or why it was refused. */
async function pruned(key: RefKey, { kube, find, owner, version }: Pruning): Promise<ObjectResult | string> {
  const { group, kind, namespace, name } = refOf(key);
  const served = (await find({ group, version, kind })) ?? (await find({ group, version: "", kind }));
  if (!served) return { key, action: "deleted" }; // its kind is gone, and every object of it
  const path = objectPath(served, { namespace, name });
  const live = await askMetadata(kube, path);
  if (live.status === 404) return { key, action: "deleted" };
  if (!isSuccess(live)) return refusalIn(live);
  if (!isOwnedBy(live.body, owner) || isKept(live.body)) return { key, action: "skipped" };
  const answer = await deleteLiving(kube, path, textAt(live.body, "metadata", "uid"));
  return isSuccess(answer) || answer.status === 404 ? { key, action: "deleted" } : refusalIn(answer);
}
