import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import { collectionPath } from "#shared/kube/path.ts";
import type { FindKind, KubeRequest } from "#shared/kube/request.ts";
import { textAt } from "#shared/kube/status.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import { listingOf, nameOfListing, ownedOnly, type Listing } from "./listing.ts";

/** Where a kind is watched, and with whose rights. */
type Place = Pick<KubeRequest, "path" | "accept" | "as">;

export type KindWatchParts = {
  /** Watches for as long as the signal lets it, beginning with what is there. */
  readonly observe: (observing: {
    readonly where: () => Promise<Place | undefined>;
    readonly onChange: (object: JsonObject) => void;
    readonly onGone: (object: JsonObject) => void;
    readonly signal: AbortSignal;
  }) => void;
  readonly find: FindKind;
  /** One that a Kustomization may own is as this, or gone where it is undefined. */
  readonly seen: (key: RefKey, object: JsonObject | undefined) => void;
};

type Watch = { readonly uids: Set<string>; readonly stop: AbortController };

const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** One watch of metadata for each kind that any Kustomization holds, for as long as one does. */
export class KindWatches {
  readonly #parts: KindWatchParts;
  readonly #watches = new Map<string, Watch>();
  /** What each Kustomization wants watched, by the listings' names. */
  readonly #wanted = new Map<string, ReadonlySet<string>>();

  constructor(parts: KindWatchParts) {
    this.#parts = parts;
  }

  /** A Kustomization holds these objects now. */
  hold(uid: string, keys: Iterable<RefKey>, account: ServiceAccount | undefined): void {
    const listings = new Map<string, Listing>();
    for (const key of keys) {
      const listing = listingOf(key, account);
      listings.set(nameOfListing(listing), listing);
    }
    for (const name of this.#wanted.get(uid) ?? []) if (!listings.has(name)) this.#leave(uid, name);
    for (const [name, listing] of listings) this.#join(uid, name, listing);
    if (listings.size > 0) this.#wanted.set(uid, new Set(listings.keys()));
    else this.#wanted.delete(uid);
  }

  #join(uid: string, name: string, listing: Listing): void {
    const running = this.#watches.get(name);
    if (running) return void running.uids.add(uid);
    const watch = { uids: new Set([uid]), stop: new AbortController() };
    this.#watches.set(name, watch);
    const tell = (object: JsonObject, isGone: boolean): void => {
      const { group, kind } = listing;
      const namespace = textAt(object, "metadata", "namespace");
      const key = keyOf({ group, kind, namespace, name: textAt(object, "metadata", "name") });
      this.#parts.seen(key, isGone ? undefined : object);
    };
    this.#parts.observe({
      where: () => placeOf(listing, this.#parts.find),
      onChange: (object) => tell(object, false),
      onGone: (object) => tell(object, true),
      signal: watch.stop.signal,
    });
  }

  #leave(uid: string, name: string): void {
    const watch = this.#watches.get(name);
    watch?.uids.delete(uid);
    if (watch?.uids.size !== 0) return;
    watch.stop.abort();
    this.#watches.delete(name);
  }
}

async function placeOf(listing: Listing, find: FindKind): Promise<Place | undefined> {
  const { group, kind, namespace, account } = listing;
  const served = await find({ group, version: "", kind });
  if (!served) return undefined;
  const path = `${collectionPath(served, namespace)}?${ownedOnly}`;
  const as = account && `system:serviceaccount:${account.namespace}:${account.name}`;
  return { path, accept: metadataOnly, ...(as === undefined ? {} : { as }) };
}
