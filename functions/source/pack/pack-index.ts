import { oidAt, oidInto, type Oid } from "#functions/source/object/object-id.ts";

/** What became of an entry: an object, a delta whose base has not come, or something that is not kept. */
export type Indexed =
  | { readonly state: "made"; readonly oid: Oid; readonly depth: number }
  | { readonly state: "waiting" | "left-out" };

const waiting = 0xffff;
const leftOut = 0xfffe;

/**
 * Which object lies where in a pack, in entries' order. Half a million of them take 15 MB: an object of the runtime's for
 * each would take several times that.
 */
export class PackIndex {
  #offsets = new Float64Array(256);
  /** How many deltas an object is away from a whole one, or a state. */
  #depths = new Uint16Array(256);
  #oids = new Uint8Array(256 * 20);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Offsets only ever rise. Until more is said, the entry waits. */
  add(offset: number): number {
    if (this.#length === this.#offsets.length) this.#grow();
    this.#offsets[this.#length] = offset;
    this.#depths[this.#length] = waiting;
    return this.#length++;
  }

  made(position: number, { oid, depth }: { readonly oid: Oid; readonly depth: number }): void {
    oidInto(this.#oids, position * 20, oid);
    this.#depths[position] = depth;
  }

  /** `oid` where it is known. */
  leftOut(position: number, oid?: Oid): void {
    if (oid !== undefined) oidInto(this.#oids, position * 20, oid);
    this.#depths[position] = leftOut;
  }

  /** Those of these names that entries of the pack bear. */
  among(oids: ReadonlySet<Oid>): ReadonlySet<Oid> {
    const found = new Set<Oid>();
    for (let position = 0; position < this.#length && found.size < oids.size; position++) {
      const oid = oidAt(this.#oids, position * 20);
      if (oid !== undefined && oids.has(oid)) found.add(oid);
    }
    return found;
  }

  /** Undefined where no entry begins. */
  at(offset: number): Indexed | undefined {
    let low = 0;
    let high = this.#length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#offsets[middle] ?? 0;
      if (found === offset) return this.#entry(middle);
      if (found < offset) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  #entry(position: number): Indexed | undefined {
    const depth = this.#depths[position] ?? waiting;
    if (depth === waiting) return { state: "waiting" };
    if (depth === leftOut) return { state: "left-out" };
    const oid = oidAt(this.#oids, position * 20);
    return oid === undefined ? undefined : { state: "made", oid, depth };
  }

  #grow(): void {
    const size = this.#offsets.length * 2;
    const offsets = new Float64Array(size);
    const depths = new Uint16Array(size);
    const oids = new Uint8Array(size * 20);
    offsets.set(this.#offsets);
    depths.set(this.#depths);
    oids.set(this.#oids);
    this.#offsets = offsets;
    this.#depths = depths;
    this.#oids = oids;
  }
}
