import { inPlaceOfOne, lastOtherManager } from "#shared/diff/fingerprint.ts";
import { impersonating, type ServiceAccount } from "#shared/kube/impersonating.ts";
import { collectionPath } from "#shared/kube/path.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isLeftAlone } from "#shared/kube/switches.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { keyOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Drift } from "#shared/wire/report.ts";
import { listingOf, nameOfListing, ownedOnly, type Listing } from "./listing.ts";

/** One Kustomization to look after: the job that left it so, and what it left. */
export type Audited = {
  readonly uid: string;
  readonly head: string;
  readonly entries: ReadonlyMap<RefKey, LedgerEntry>;
  /** With whose rights it is looked at; undefined: with the relay's own. */
  readonly account: ServiceAccount | undefined;
};

export type AuditParts = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly fingerprint: (object: Json) => string;
  /** An object that says itself that it is to be left alone: it is not looked at as long as it does. */
  readonly frozen: (uid: string, key: RefKey) => void;
  readonly log: (line: string) => void;
};

type Live = { readonly fingerprint: string; readonly manager: string; readonly isLeftAlone: boolean };
type Living = ReadonlyMap<RefKey, Live>;

/**
 * Looks at everything that carries an owner label, by one list of metadata for each kind, and says what
 * strayed. Objects whose kind cannot be listed are left out of it rather than called missing.
 */
export async function audit(audited: readonly Audited[], parts: AuditParts): Promise<Drift[]> {
  const lists = new Map<string, Listing>();
  for (const { entries, account } of audited)
    for (const key of entries.keys()) {
      const listing = listingOf(key, account);
      lists.set(nameOfListing(listing), listing);
    }
  const living = new Map<string, Living>();
  for (const [name, listing] of lists) {
    const live = await livingOf(listing, parts).catch((error: unknown) => parts.log(String(error)));
    if (live) living.set(name, live);
  }
  return audited.map((one) => driftOf(one, living, parts));
}

function driftOf(
  { uid, head, entries, account }: Audited,
  living: ReadonlyMap<string, Living>,
  { frozen }: AuditParts,
): Drift {
  const missing: RefKey[] = [];
  const changed: { key: RefKey; manager: string }[] = [];
  for (const [key, { fingerprint }] of entries) {
    const listed = living.get(nameOfListing(listingOf(key, account)));
    if (!listed || fingerprint === inPlaceOfOne.leftAlone) continue;
    const live = listed.get(key) ?? listed.get(keyOf({ ...refOf(key), namespace: "" }));
    if (!live) missing.push(key);
    else if (fingerprint === inPlaceOfOne.presence) continue;
    else if (live.isLeftAlone) frozen(uid, key);
    else if (live.fingerprint !== fingerprint) changed.push({ key, manager: live.manager });
  }
  return { type: "drift", uid, head, missing, changed };
}

const metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const page = 500;

async function livingOf(
  listing: Listing,
  { kube, find, fingerprint }: AuditParts,
): Promise<Living | undefined> {
  const { group, kind, account } = listing;
  const ask = impersonating(kube, account);
  const served = await find({ group, version: "", kind });
  if (!served) return undefined;
  const live = new Map<RefKey, Live>();
  let rest = "";
  do {
    const query = `?${ownedOnly}&limit=${page}${rest}`;
    const answer = await ask({
      method: "GET",
      path: collectionPath(served, listing.namespace) + query,
      accept: metadataOnly,
    });
    if (!isSuccess(answer)) throw new Error(`audit of ${kind}: ${refusalIn(answer)}`);
    for (const object of itemsOf(answer.body)) {
      const namespace = textAt(object, "metadata", "namespace");
      const key = keyOf({ group, kind, namespace, name: textAt(object, "metadata", "name") });
      live.set(key, {
        fingerprint: fingerprint(object),
        manager: lastOtherManager(object),
        isLeftAlone: isLeftAlone(object),
      });
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
