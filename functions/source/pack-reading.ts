import type { Failure } from "#shared/model/failure.ts";
import type { ObjectType, Oid } from "./object-id.ts";
import type { DeltaEntry } from "./pack-entry.ts";
import { packTooLarge } from "./pack-failure.ts";
import type { PackLimits } from "./pack-limits.ts";

/** `content` is a view into a longer buffer: take a copy where an ArrayBuffer is asked for. */
export type GitObject = {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly content: Uint8Array<ArrayBuffer>;
};

/** A pack half read: what is found, and what is waited for. */
export type PackReading = {
  /** The pack without its trailing checksum. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly sink: (object: GitObject) => void;
  /** Whose pack it is, for messages. */
  readonly subject: string;
  readonly limits: PackLimits;
  /** Whole objects: those that deltas wait for are inflated once more when their turn comes. */
  readonly roots: { readonly at: number; readonly oid: Oid }[];
  /** Deltas that wait for their base, by where it lies or by its name. */
  readonly onOffset: Map<number, DeltaEntry[]>;
  readonly onOid: Map<Oid, DeltaEntry[]>;
  deltas: number;
  inflatedBytes: number;
  heldBytes: number;
};

/** Counts what is about to be inflated, before there is room made for it. */
export function spend(reading: PackReading, bytes: number): Failure | undefined {
  reading.inflatedBytes += bytes;
  const { inflatedBytes } = reading.limits;
  if (reading.inflatedBytes <= inflatedBytes) return undefined;
  return packTooLarge(reading.subject, `inflates to more than ${inflatedBytes} bytes`);
}

export function awaitBase(reading: PackReading, entry: DeltaEntry): void {
  if (entry.form === "ofs-delta") append(reading.onOffset, entry.base, entry);
  else append(reading.onOid, entry.base, entry);
}

/** The deltas that wait for this object. Those that others wait for come first, and so come out of `pop` last. */
export function takeWaiting({ onOffset, onOid }: PackReading, at: number, oid: Oid): DeltaEntry[] {
  const waiting = [...(onOffset.get(at) ?? []), ...(onOid.get(oid) ?? [])];
  onOffset.delete(at);
  onOid.delete(oid);
  return waiting.sort((a, b) => Number(onOffset.has(b.at)) - Number(onOffset.has(a.at)));
}

function append<K>(waiting: Map<K, DeltaEntry[]>, key: K, entry: DeltaEntry): void {
  const others = waiting.get(key);
  if (others) others.push(entry);
  else waiting.set(key, [entry]);
}
