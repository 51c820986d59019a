import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Base } from "./base-cache.ts";
import { applyDelta, deltaSizes } from "./delta.ts";
import { frameFor, oidOf, type ObjectType, type Oid } from "#functions/source/object/object-id.ts";
import { objectTooLarge, packInvalid, packTooLarge } from "./pack-failure.ts";
import { spend, type PackReading } from "./pack-reading.ts";
import type { Delta } from "./waiting-deltas.ts";

/** What became of a delta; with its name where it has become an object. */
type Outcome =
  | { readonly state: "made"; readonly oid: Oid }
  | { readonly state: "left-out" }
  | { readonly state: "waiting" };

/**
 * Makes objects of these deltas and of those that have waited for them, as far as their bases are here. One after the
 * other, and none keeps its content for the next: a base is looked up again, so that no chain or fan needs more memory.
 */
export async function resolveDeltas(
  reading: PackReading,
  deltas: readonly Delta[],
): Promise<Failure | undefined> {
  const ready = [...deltas];
  for (let delta = ready.pop(); delta; delta = ready.pop()) {
    const outcome = await resolve(reading, delta);
    if (!outcome.ok) return outcome.failures[0];
    const { state } = outcome.value;
    if (state === "waiting") {
      const failure = letWait(reading, delta);
      if (failure) return failure;
      continue;
    }
    const oid = outcome.value.state === "made" ? outcome.value.oid : undefined;
    ready.push(...reading.waiting.take(delta.entry.at, oid));
  }
  return undefined;
}

/** When all of the pack is here, a base that has not come is one that was left out, or none at all. */
export async function resolveTheRest(reading: PackReading): Promise<Failure | undefined> {
  const { waiting, index, subject } = reading;
  const held = index.among(waiting.names());
  const orphans = [...held].flatMap((oid) => waiting.take(-1, oid));
  for (let delta = orphans.pop(); delta; delta = orphans.pop()) {
    leaveOut(reading, delta);
    orphans.push(...waiting.take(delta.entry.at, undefined));
  }
  const [missing] = waiting.names();
  if (missing !== undefined)
    return packInvalid(subject, `has a delta against ${missing}, which is not in it`);
  return waiting.bytes === 0
    ? undefined
    : packInvalid(subject, "has deltas that build on each other in a circle");
}

function letWait(reading: PackReading, delta: Delta): Failure | undefined {
  const { waiting, limits, subject } = reading;
  waiting.add(delta);
  if (waiting.bytes <= limits.heldBytes) return undefined;
  return packTooLarge(subject, `has more than ${limits.heldBytes} bytes of deltas before their bases`);
}

/** Only files are ever left out, so what builds on one is a file as well, and can be asked for by its name. */
function leaveOut(reading: PackReading, { position }: Delta): Outcome {
  reading.index.leftOut(position);
  reading.leftOut++;
  return { state: "left-out" };
}

async function resolve(reading: PackReading, delta: Delta): Promise<Result<Outcome>> {
  const { subject, limits } = reading;
  const found = baseOf(reading, delta);
  if (!found.ok) return found;
  const { value: base } = found;
  if (base === "left-out") return done(leaveOut(reading, delta));
  if (base === "waiting" && delta.bytes) return done({ state: "waiting" });
  const { at, size } = delta.entry;
  if (base === "waiting" || !delta.bytes) return tooLarge(reading, delta, { base, what: "delta", size });

  const sizes = deltaSizes(delta.bytes);
  if (typeof sizes === "string")
    return failed(packInvalid(subject, `has an object (at byte ${at}) that ${sizes}`));
  if (sizes.target > limits.objectBytes)
    return tooLarge(reading, delta, { base, what: base.type, size: sizes.target });
  if (base.type === "blob" && sizes.target > limits.fileBytes) return done(leaveOut(reading, delta));
  if (base.depth >= limits.deltaDepth)
    return failed(packTooLarge(subject, `has a chain of more than ${limits.deltaDepth} deltas`));
  const failure = spend(reading, sizes.target);
  if (failure) return failed(failure);

  const frame = frameFor(base.type, sizes.target);
  const flaw = applyDelta(base.content, delta.bytes, frame.content);
  if (flaw !== undefined) return failed(packInvalid(subject, `has an object (at byte ${at}) that ${flaw}`));
  const oid = await oidOf(frame);
  reading.deltas++;
  takeObject(reading, {
    oid,
    type: base.type,
    content: frame.content,
    position: delta.position,
    depth: base.depth + 1,
  });
  return done({ state: "made", oid });
}

export type MadeObject = {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly content: Uint8Array<ArrayBuffer>;
  /** In the pack's index. */
  readonly position: number;
  readonly depth: number;
};

export function takeObject(reading: PackReading, { oid, type, content, position, depth }: MadeObject): void {
  const { index, cache, sink } = reading;
  index.made(position, { oid, depth });
  cache.keep(oid, { type, content });
  sink.put({ oid, type, content });
}

type Found = Base & { readonly depth: number };

function baseOf(reading: PackReading, { entry }: Delta): Result<Found | "waiting" | "left-out"> {
  const { index, subject } = reading;
  if (entry.form === "ref-delta") return known(reading, { oid: entry.base, depth: 0 }, "waiting");
  const indexed = index.at(entry.base);
  if (!indexed) return failed(packInvalid(subject, "has a delta against what is no object"));
  return indexed.state === "made" ? known(reading, indexed, "left-out") : done(indexed.state);
}

/** Reading a base again costs time as inflating does, and is counted as that. */
function known<T>(
  reading: PackReading,
  { oid, depth }: { readonly oid: Oid; readonly depth: number },
  otherwise: T,
): Result<Found | T> {
  const { cache, sink } = reading;
  const cached = cache.get(oid);
  if (cached) return done({ ...cached, depth });
  const stored = sink.get(oid);
  if (!stored) return done(otherwise);
  const failure = spend(reading, stored.content.length);
  if (failure) return failed(failure);
  cache.keep(oid, stored);
  return done({ ...stored, depth });
}

type TooLarge = { readonly base: Found | "waiting"; readonly what: string; readonly size: number };

function tooLarge(reading: PackReading, delta: Delta, { base, what, size }: TooLarge): Result<Outcome> {
  if (base !== "waiting" && base.type === "blob") return done(leaveOut(reading, delta));
  const { subject, limits } = reading;
  const named = `the ${what} at byte ${delta.entry.at}`;
  return failed(objectTooLarge(subject, { what: named, size, most: limits.objectBytes }));
}
