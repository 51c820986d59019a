import type { Instant } from "#shared/model/instant.ts";
import { evict } from "./store/evict.ts";
import type { Oid } from "./object/object-id.ts";
import type { ObjectStore } from "./store/object-store.ts";
import type { RemoteRepositories } from "./elsewhere/remote-repositories.ts";

export type EvictionsParts = {
  readonly kv: SyncKvStorage;
  readonly store: ObjectStore;
  readonly remotes: RemoteRepositories;
  /** The commits that are served now. */
  readonly inUse: () => readonly Oid[];
};

/** A Durable Object may hold 10 GB. */
const mostStored = 2 * 1024 ** 3;
const every = 24 * 3_600_000;
/** Within a week a commit is likely to be gone back to, or built upon. */
const longestUnused = 7 * every;
const place = "evicted";

/** Once a day what nobody has used for a week goes, and after any look what is too much. */
export class Evictions {
  readonly #parts: EvictionsParts;

  constructor(parts: EvictionsParts) {
    this.#parts = parts;
  }

  /** Only between looks: one that is under way would find nothing to read. */
  async due(now: Instant): Promise<void> {
    const { kv, store, remotes, inUse } = this.#parts;
    remotes.forgetPast(mostStored); // these first: then it may be enough
    if (now - (kv.get<Instant>(place) ?? 0) < every && store.bytes <= mostStored) return;
    kv.put(place, now);
    const pause = (): Promise<void> => scheduler.wait(0);
    const limits = { now, before: now - longestUnused, pause };
    await remotes.evict(limits);
    await evict(store, { ...limits, keep: inUse(), most: mostStored });
  }
}
