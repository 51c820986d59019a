import type { Instant } from "#shared/model/instant.ts";
import type { ObjectType, Oid } from "#functions/source/object/object-id.ts";
import type { ObjectStore } from "./object-store.ts";
import { Reachable } from "./reachable.ts";
import { parseTag } from "#functions/source/object/tag.ts";

export type Eviction = {
  /** Commits in use. Those of them that are here count as used now. */
  readonly keep: readonly Oid[];
  readonly now: Instant;
  /** A commit last used before then goes, with all that no other leads to. */
  readonly before: Instant;
  /** Bytes of the whole database. Past it goes what is not in use, then all files, in the end everything. */
  readonly most: number;
  /** Lets others have their turn: all of it may take a second. */
  readonly pause: () => Promise<void>;
};

const step = 500;

/**
 * Takes out of a store what is old, and what is too much. Whatever goes is fetched again when it is read. Only while
 * nothing is being fetched: a host leaves out what a commit leads to that was here when it was asked.
 */
export async function evict(store: ObjectStore, { keep, now, before, most, pause }: Eviction): Promise<void> {
  for (const oid of keep) if (store.commitIsWhole(oid)) store.markWhole(oid, now);
  for (const { since, files } of [
    { since: before, files: true },
    { since: now, files: true },
    { since: now, files: false },
  ]) {
    const stale = store.wholeBefore(since);
    if (stale.length === 0 && store.bytes <= most) return;
    // First, so that nothing builds on what is about to go, even if this ends here.
    store.unmarkWhole(stale);
    const reached = await Reachable.from(store, store.wholeBefore(Infinity), pause);
    await sweep(store, { keeps: keeper(store, reached, files), pause });
    if (store.bytes <= most) return;
  }
  store.clear();
}

type Keeps = (oid: Oid, type: ObjectType) => boolean;

function keeper(store: ObjectStore, reached: Reachable, files: boolean): Keeps {
  return (oid, type) => {
    if (type === "blob") return files && reached.mayHaveBlob(oid);
    if (type !== "tag") return reached.hasCommitOrTree(oid);
    const object = store.get(oid);
    const tag = object && parseTag(oid, object.content);
    return tag?.ok === true && reached.hasCommitOrTree(tag.value.object);
  };
}

async function sweep(
  store: ObjectStore,
  { keeps, pause }: { readonly keeps: Keeps; readonly pause: () => Promise<void> },
): Promise<void> {
  for (let names = store.namesAfter("", step); names.length > 0;) {
    const gone = names.filter(({ oid, type }) => !keeps(oid, type)).map(({ oid }) => oid);
    if (gone.length > 0) store.remove(gone);
    await pause();
    names = store.namesAfter(names.at(-1)?.oid ?? "", step);
  }
}
