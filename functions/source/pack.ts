import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { shownUrl } from "./git-remote.ts";
import { inflateAt } from "./inflate.ts";
import { frameFor, oidOf } from "./object-id.ts";
import { entryAt, objectCountOf, type DeltaEntry, type WholeEntry } from "./pack-entry.ts";
import { objectTooLarge, packInvalid, packTooLarge } from "./pack-failure.ts";
import { nameable, packLimits, type PackLimits } from "./pack-limits.ts";
import { awaitBase, spend, type GitObject, type PackReading } from "./pack-reading.ts";
import { resolveDeltas, type FindBase } from "./resolve-deltas.ts";

export type { GitObject } from "./pack-reading.ts";

export type ReadPack = {
  /**
   * Is given every object, a base before what builds on it. A pack that turns out bad after its checksum held (a hostile
   * server's) may have handed over some by then: each of them is what its oid says.
   */
  readonly sink: (object: GitObject) => void;
  /** For packs that build on objects we hold. Ours do not: we never ask for thin packs. */
  readonly base?: FindBase;
  readonly limits?: Partial<PackLimits>;
  /** The URL that the pack came from: messages name it, without its credentials. */
  readonly subject: string;
};

export type PackRead = { readonly objects: number; readonly deltas: number; readonly inflatedBytes: number };

/** Takes a pack apart. Nothing reaches the sink before the pack's own checksum holds. */
export async function readPack(pack: Uint8Array<ArrayBuffer>, request: ReadPack): Promise<Result<PackRead>> {
  const { sink, base } = request;
  const subject = shownUrl(request.subject);
  const limits = { ...packLimits, ...request.limits };
  const objects = await open(pack, { subject, limits });
  if (typeof objects !== "number") return failed(objects);
  const reading: PackReading = {
    body: pack.subarray(0, -20),
    sink,
    subject,
    limits,
    roots: [],
    onOffset: new Map(),
    onOid: new Map(),
    deltas: 0,
    inflatedBytes: 0,
    heldBytes: 0,
  };
  const failure = (await readEntries(reading, objects)) ?? (await resolveDeltas(reading, base ?? nowhere));
  if (failure) return failed(failure);
  return done({ objects, deltas: reading.deltas, inflatedBytes: reading.inflatedBytes });
}

/** How many objects the pack announces, once it is what its sender sent. */
async function open(
  pack: Uint8Array<ArrayBuffer>,
  { subject, limits }: Pick<PackReading, "subject" | "limits">,
): Promise<number | Failure> {
  const { packBytes, objects } = limits;
  if (pack.length > packBytes) return packTooLarge(subject, `has more than ${packBytes} bytes`);
  const count = objectCountOf(pack);
  if (typeof count === "string") return packInvalid(subject, count);
  if (count > objects) return packTooLarge(subject, `has ${count} objects, and at most ${objects} are taken`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", pack.subarray(0, -20)));
  const holds = digest.every((byte, i) => byte === pack[pack.length - 20 + i]);
  return holds ? count : packInvalid(subject, "does not match its checksum");
}

/** From front to back: whole objects go to the sink, deltas are noted under their base. */
async function readEntries(reading: PackReading, count: number): Promise<Failure | undefined> {
  const { body, subject } = reading;
  let at = 12;
  for (let i = 0; i < count; i++) {
    const entry = entryAt(body, at);
    if (typeof entry === "string") return packInvalid(subject, entry);
    const failure = spend(reading, entry.size);
    if (failure) return failure;
    const end = entry.form === "whole" ? await readObject(reading, entry) : noteDelta(reading, entry);
    if (typeof end !== "number") return end;
    at = end;
  }
  return at === body.length ? undefined : packInvalid(subject, "has bytes that belong to no object");
}

async function readObject(
  reading: PackReading,
  { at, data, size, type }: WholeEntry,
): Promise<number | Failure> {
  const { body, subject, limits, roots, sink } = reading;
  const tooLarge = (what: string): Failure =>
    objectTooLarge(subject, { what, size, most: limits.objectBytes });
  if (size > nameable(limits)) return tooLarge(`the ${type} at byte ${at}`);
  const frame = frameFor(type, size);
  const end = inflateAt(body, data, frame.content);
  if (typeof end === "string") return packInvalid(subject, `has an object (at byte ${at}) that ${end}`);
  const oid = await oidOf(frame);
  if (size > limits.objectBytes) return tooLarge(`${type} ${oid}`);
  roots.push({ at, oid });
  sink({ oid, type, content: frame.content });
  return end;
}

/** Inflates a delta only to learn where it ends: it is inflated again in its turn, so that not all are held at once. */
function noteDelta(reading: PackReading, entry: DeltaEntry): number | Failure {
  const { body, subject, limits } = reading;
  const { at, data, size } = entry;
  if (size > limits.objectBytes)
    return objectTooLarge(subject, { what: `the delta at byte ${at}`, size, most: limits.objectBytes });
  const end = inflateAt(body, data, new Uint8Array(size));
  if (typeof end === "string") return packInvalid(subject, `has a delta (at byte ${at}) that ${end}`);
  awaitBase(reading, entry);
  return end;
}

function nowhere(): undefined {
  return undefined;
}
