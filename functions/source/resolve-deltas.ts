import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { applyDelta, deltaSizes } from "./delta.ts";
import { inflateAt } from "./inflate.ts";
import { frameFor, oidOf, type ObjectType, type Oid } from "./object-id.ts";
import { entryAt, type DeltaEntry } from "./pack-entry.ts";
import { objectTooLarge, packInvalid, packTooLarge } from "./pack-failure.ts";
import { nameable } from "./pack-limits.ts";
import { spend, takeWaiting, type GitObject, type PackReading } from "./pack-reading.ts";

/** Finds the object that a delta builds on, when the pack does not hold it. */
export type FindBase = (oid: Oid) => { readonly type: ObjectType; readonly content: Uint8Array } | undefined;

/** Makes objects of all deltas, starting from the whole objects of the pack and then from those outside it. */
export async function resolveDeltas(reading: PackReading, findBase: FindBase): Promise<Failure | undefined> {
  const { subject, roots, onOid, onOffset } = reading;
  for (const { at, oid } of roots) {
    const waiting = takeWaiting(reading, at, oid);
    const root = waiting.length === 0 ? undefined : wholeAgain(reading, at);
    const failure = root && (await resolveFrom(reading, { ...root, waiting, depth: 0 }));
    if (failure) return failure;
  }
  for (const oid of onOid.keys()) {
    const root = findBase(oid);
    const failure =
      root && (await resolveFrom(reading, { ...root, waiting: takeWaiting(reading, -1, oid), depth: 0 }));
    if (failure) return failure;
  }
  const [missing] = onOid.keys();
  if (missing !== undefined)
    return packInvalid(subject, `has a delta against ${missing}, which is not in it`);
  return onOffset.size === 0 ? undefined : packInvalid(subject, "has a delta against what is no object");
}

type Base = {
  readonly type: ObjectType;
  readonly content: Uint8Array;
  readonly waiting: DeltaEntry[];
  readonly depth: number;
};

/** Everything that builds on `root`, by way of a stack of our own: a chain may be longer than the runtime's. */
async function resolveFrom(reading: PackReading, root: Base): Promise<Failure | undefined> {
  const { limits, subject, sink } = reading;
  const stack = [root];
  reading.heldBytes = root.content.length;
  for (let base = stack.at(-1); base; base = stack.at(-1)) {
    const entry = base.waiting.pop();
    // A base is let go before its last delta is followed, so that of a plain chain two contents are held at a time.
    if (base.waiting.length === 0) reading.heldBytes -= stack.pop()?.content.length ?? 0;
    if (!entry) continue;
    if (base.depth >= limits.deltaDepth)
      return packTooLarge(subject, `has a chain of more than ${limits.deltaDepth} deltas`);

    const made = await resolve(reading, entry, base);
    if (!made.ok) return made.failures[0];
    const { oid, type, content } = made.value;
    sink(made.value);
    const waiting = takeWaiting(reading, entry.at, oid);
    if (waiting.length === 0) continue;
    stack.push({ type, content, waiting, depth: base.depth + 1 });
    reading.heldBytes += content.length;
    if (reading.heldBytes > limits.heldBytes)
      return packTooLarge(
        subject,
        `has deltas that need more than ${limits.heldBytes} bytes of bases at once`,
      );
  }
  return undefined;
}

async function resolve(reading: PackReading, entry: DeltaEntry, base: Base): Promise<Result<GitObject>> {
  const { subject, limits } = reading;
  const { type } = base;
  const delta = new Uint8Array(entry.size);
  const end = inflateAt(reading.body, entry.data, delta);
  if (typeof end === "string") return failed(packInvalid(subject, `has a delta that ${end}`));
  const sizes = deltaSizes(delta);
  if (typeof sizes === "string") return failed(packInvalid(subject, `has an object that ${sizes}`));
  const size = sizes.target;
  const tooLarge = (what: string): { ok: false; failures: readonly Failure[] } =>
    failed(objectTooLarge(subject, { what, size, most: limits.objectBytes }));
  if (size > nameable(limits)) return tooLarge(`the ${type} at byte ${entry.at}`);
  const failure = spend(reading, size);
  if (failure) return failed(failure);

  const frame = frameFor(type, size);
  const flaw = applyDelta(base.content, delta, frame.content);
  if (flaw !== undefined) return failed(packInvalid(subject, `has an object that ${flaw}`));
  const oid = await oidOf(frame);
  if (size > limits.objectBytes) return tooLarge(`${type} ${oid}`);
  reading.deltas++;
  return done({ oid, type, content: frame.content });
}

/** An object that was inflated before, and so inflates again. */
function wholeAgain({ body }: PackReading, at: number): Pick<GitObject, "type" | "content"> | undefined {
  const entry = entryAt(body, at);
  if (typeof entry === "string" || entry.form !== "whole") return undefined;
  const content = new Uint8Array(entry.size);
  inflateAt(body, entry.data, content);
  return { type: entry.type, content };
}
