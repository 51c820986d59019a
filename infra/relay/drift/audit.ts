import { lastOtherManager } from "#shared/diff/fingerprint.ts";
import { collectionPath } from "#shared/kube/path.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { keyOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Drift } from "#shared/wire/report.ts";

/** One Kustomization to look after: the job that left it so, and what it left. */
export type Audited = {
  readonly uid: string;
  readonly head: string;
  readonly entries: ReadonlyMap<RefKey, LedgerEntry>;
};

export type AuditParts = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly fingerprint: (object: Json) => string;
  readonly log: (line: string) => void;
};

type Live = { readonly fingerprint: string; readonly manager: string };

/**
 * Looks at everything that carries an owner label, by one list of metadata for each kind, and says what
 * strayed. Objects whose kind cannot be listed are left out of it rather than called missing.
 */
export async function audit(audited: readonly Audited[], parts: AuditParts): Promise<Drift[]> {
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const { entries } of audited)
    for (const key of entries.keys()) {
      const { group, kind } = refOf(key);
      kinds.set(`${group}/${kind}`, { group, kind });
    }
  const living = new Map<string, ReadonlyMap<RefKey, Live>>();
  for (const [name, kind] of kinds) {
    const live = await livingOf(kind, parts).catch((error: unknown) => parts.log(String(error)));
    if (live) living.set(name, live);
  }
  return audited.map((one) => driftOf(one, living));
}

function driftOf(
  { uid, head, entries }: Audited,
  living: ReadonlyMap<string, ReadonlyMap<RefKey, Live>>,
): Drift {
  const missing: RefKey[] = [];
  const changed: { key: RefKey; manager: string }[] = [];
  for (const [key, { fingerprint }] of entries) {
    const { group, kind } = refOf(key);
    const listed = living.get(`${group}/${kind}`);
    // Without a fingerprint it was left alone on demand, and nobody looks for it.
    if (!listed || fingerprint === "") continue;
    const live = listed.get(key) ?? listed.get(keyOf({ ...refOf(key), namespace: "" }));
    if (!live) missing.push(key);
    else if (live.fingerprint !== fingerprint) changed.push({ key, manager: live.manager });
  }
  return { type: "drift", uid, head, missing, changed };
}

const ownerLabel = "kustomize.toolkit.fluxcd.io/name";
const metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const page = 500;

async function livingOf(
  { group, kind }: { group: string; kind: string },
  { kube, find, fingerprint }: AuditParts,
): Promise<ReadonlyMap<RefKey, Live> | undefined> {
  const served = await find({ group, version: "", kind });
  if (!served) return undefined;
  const live = new Map<RefKey, Live>();
  let rest = "";
  do {
    const query = `?labelSelector=${encodeURIComponent(ownerLabel)}&limit=${page}${rest}`;
    const answer = await kube({
      method: "GET",
      path: collectionPath(served, "") + query,
      accept: metadataOnly,
    });
    if (!isSuccess(answer)) throw new Error(`audit of ${kind}: ${refusalIn(answer)}`);
    for (const object of itemsOf(answer.body)) {
      const namespace = textAt(object, "metadata", "namespace");
      const key = keyOf({ group, kind, namespace, name: textAt(object, "metadata", "name") });
      live.set(key, { fingerprint: fingerprint(object), manager: lastOtherManager(object) });
    }
    const more = textAt(answer.body, "metadata", "continue");
    rest = more === "" ? "" : `&continue=${encodeURIComponent(more)}`;
  } while (rest !== "");
  return live;
}

function itemsOf(list: Json): JsonObject[] {
  const items: Json = at(list, "items") ?? [];
  return Array.isArray(items) ? items.filter((item: Json) => isJsonObject(item)) : [];
}
