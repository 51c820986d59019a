import type { Oid } from "#functions/source/object/object-id.ts";
import type { DeltaEntry } from "./pack-entry.ts";

/** A delta out of a pack. `bytes` are absent when they are too many to be taken: then it is only known to be there. */
export type Delta = {
  readonly entry: DeltaEntry;
  /** In the pack's index. */
  readonly position: number;
  readonly bytes?: Uint8Array;
};

/** What one entry costs beside its bytes. */
const overhead = 256;

/** Deltas whose base has not come yet, by where it lies or by its name. */
export class WaitingDeltas {
  readonly #onOffset = new Map<number, Delta[]>();
  readonly #onOid = new Map<Oid, Delta[]>();
  /** What all of them take in memory. */
  bytes = 0;

  add(delta: Delta): void {
    const { entry } = delta;
    if (entry.form === "ofs-delta") append(this.#onOffset, entry.base, delta);
    else append(this.#onOid, entry.base, delta);
    this.bytes += overhead + (delta.bytes?.length ?? 0);
  }

  /** Those that wait for the object at this offset, or of this name. */
  take(offset: number, oid: Oid | undefined): readonly Delta[] {
    if (this.bytes === 0) return [];
    const taken = [
      ...(this.#onOffset.get(offset) ?? []),
      ...(oid === undefined ? [] : (this.#onOid.get(oid) ?? [])),
    ];
    this.#onOffset.delete(offset);
    if (oid !== undefined) this.#onOid.delete(oid);
    for (const { bytes } of taken) this.bytes -= overhead + (bytes?.length ?? 0);
    return taken;
  }

  /** The names of bases that are waited for. */
  names(): ReadonlySet<Oid> {
    return new Set(this.#onOid.keys());
  }
}

function append<K>(waiting: Map<K, Delta[]>, key: K, delta: Delta): void {
  const others = waiting.get(key);
  if (others) others.push(delta);
  else waiting.set(key, [delta]);
}
