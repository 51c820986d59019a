import type { Failure } from "#shared/model/failure.ts";
import { BaseCache, type Base } from "./base-cache.ts";
import type { InflateStream } from "./inflate-stream.ts";
import type { ObjectType, Oid } from "#functions/source/object/object-id.ts";
import { packTooLarge } from "./pack-failure.ts";
import { PackIndex } from "./pack-index.ts";
import type { PackLimits } from "./pack-limits.ts";
import { WaitingDeltas } from "./waiting-deltas.ts";

/** `content` may be a view into a longer buffer: take a copy where an ArrayBuffer is asked for. */
export type GitObject = {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly content: Uint8Array<ArrayBuffer>;
};

/** Where a pack's objects go, and come from again as bases of deltas. */
export type PackSink = {
  /** Is given each object once it is known to be what its oid says, a base before what builds on it. */
  readonly put: (object: GitObject) => void;
  /** What was put before and kept, or was here already. Commits, trees and tags are to be kept. */
  readonly get: (oid: Oid) => Base | undefined;
  /** Is told of a file that is too large to be taken. */
  readonly tooLarge: (oid: Oid, size: number) => void;
};

/** A pack half read. */
export type PackReading = {
  readonly sink: PackSink;
  /** Whose pack it is, for messages. */
  readonly subject: string;
  readonly limits: PackLimits;
  readonly index: PackIndex;
  readonly cache: BaseCache;
  readonly waiting: WaitingDeltas;
  /** For one large entry at a time, once there is one. */
  inflating: InflateStream | undefined;
  deltas: number;
  leftOut: number;
  inflatedBytes: number;
};

export function beginReading(parts: Pick<PackReading, "sink" | "subject" | "limits">): PackReading {
  return {
    ...parts,
    index: new PackIndex(),
    cache: new BaseCache(parts.limits.cachedBytes),
    waiting: new WaitingDeltas(),
    inflating: undefined,
    deltas: 0,
    leftOut: 0,
    inflatedBytes: 0,
  };
}

/** Counts what is about to be inflated, before there is room made for it. */
export function spend(reading: PackReading, bytes: number): Failure | undefined {
  reading.inflatedBytes += bytes;
  const { inflatedBytes } = reading.limits;
  if (reading.inflatedBytes <= inflatedBytes) return undefined;
  return packTooLarge(reading.subject, `inflates to more than ${inflatedBytes} bytes`);
}
