import type { Base } from "#functions/source/pack/base-cache.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import type { PackLimits } from "#functions/source/pack/pack-limits.ts";
import { PackReader, type GitObject, type PackRead, type PackSink } from "#functions/source/pack/pack.ts";
import { failed, type Result } from "#shared/model/failure.ts";

/** A sink that keeps everything in memory. */
export class SinkByHand implements PackSink {
  readonly byOid: Map<Oid, GitObject> = new Map();
  readonly large: Map<Oid, number> = new Map();
  readonly #held: (oid: Oid) => Base | undefined;

  constructor(held: (oid: Oid) => Base | undefined = () => undefined) {
    this.#held = held;
  }

  put = (object: GitObject): void => {
    this.byOid.set(object.oid, { ...object, content: new Uint8Array(object.content) });
  };
  get = (oid: Oid): Base | undefined => this.byOid.get(oid) ?? this.#held(oid);
  tooLarge = (oid: Oid, size: number): void => void this.large.set(oid, size);
}

export type Reading = {
  readonly sink: SinkByHand;
  readonly subject: string;
  readonly limits?: Partial<PackLimits>;
  /** Bytes that arrive at a time. */
  readonly piece?: number;
};

/** A pack that arrives in pieces. */
export async function readPack(
  pack: Uint8Array,
  { piece = 1_000, ...reading }: Reading,
): Promise<Result<PackRead>> {
  const reader = new PackReader(reading);
  try {
    for (let at = 0; at < pack.length; at += piece) {
      const failure = await reader.add(pack.subarray(at, at + piece));
      if (failure) return failed(failure);
    }
    return await reader.end();
  } finally {
    reader.drop();
  }
}
