import type { ObjectType, Oid } from "#functions/source/object/object-id.ts";

export type Base = { readonly type: ObjectType; readonly content: Uint8Array };

/** What one entry costs beside its content. */
const overhead = 256;

/** The objects that were made or used last, up to a size. */
export class BaseCache {
  readonly #most: number;
  readonly #bases = new Map<Oid, Base>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(oid: Oid): Base | undefined {
    const base = this.#bases.get(oid);
    if (!base) return undefined;
    this.#bases.delete(oid);
    this.#bases.set(oid, base);
    return base;
  }

  keep(oid: Oid, base: Base): void {
    if (this.#bases.has(oid) || base.content.length + overhead > this.#most) return;
    this.#bases.set(oid, base);
    this.#bytes += base.content.length + overhead;
    for (const [oldest, { content }] of this.#bases) {
      if (this.#bytes <= this.#most) break;
      this.#bases.delete(oldest);
      this.#bytes -= content.length + overhead;
    }
  }
}
