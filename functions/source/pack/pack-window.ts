/** What of a pack has arrived and is still needed: a stretch that moves along it. */
export class PackWindow {
  #bytes = new Uint8Array(1 << 16);
  /** What lies before `start` was passed; of that, what lies before `settled` need not be kept. */
  #settled = 0;
  #start = 0;
  #end = 0;
  #offset = 0;

  /** Where in the pack the window begins. */
  get offset(): number {
    return this.#offset;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  add(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** All of it, less its last bytes; good until the next `add`. */
  view(less = 0): Uint8Array {
    return this.#bytes.subarray(this.#start, Math.max(this.#start, this.#end - less));
  }

  /** Leaves so many bytes behind. */
  pass(bytes: number): void {
    this.#start += bytes;
    this.#offset += bytes;
  }

  /** What was passed since the last call; good until the next `add`. */
  passed(): Uint8Array {
    const bytes = this.#bytes.subarray(this.#settled, this.#start);
    this.#settled = this.#start;
    return bytes;
  }

  #makeRoom(bytes: number): void {
    const kept = this.#end - this.#settled;
    const needed = kept + bytes;
    // It grows by doubling, and only when at least half of it is in use.
    const size = needed * 2 > this.#bytes.length ? Math.max(needed, 2 * this.#bytes.length) : 0;
    const target = size === 0 ? this.#bytes : new Uint8Array(size);
    if (size === 0) target.copyWithin(0, this.#settled, this.#end);
    else target.set(this.#bytes.subarray(this.#settled, this.#end));
    this.#bytes = target;
    this.#start -= this.#settled;
    this.#end = kept;
    this.#settled = 0;
  }
}
