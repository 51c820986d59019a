/**
 * Fills `into` with the object that a delta makes of its base, out of runs copied from the base and runs that the delta
 * brings along; or says what is wrong. https://git-scm.com/docs/gitformat-pack#_deltified_representation
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array, into: Uint8Array): string | undefined {
  const sizes = deltaSizes(delta);
  if (typeof sizes === "string") return sizes;
  if (sizes.base !== base.length)
    return `is a delta for a base of ${sizes.base} bytes, and its base has ${base.length}`;

  let made = 0;
  for (let at = sizes.end; at < delta.length;) {
    const run = runAt(delta, at);
    const source = run.of === "base" ? base : delta;
    if (run.length === 0) return "is a delta with an instruction that git reserves";
    if (run.end > delta.length) return "is a delta that is cut short";
    if (run.from + run.length > source.length) return "is a delta that copies from beyond its base";
    if (made + run.length > into.length) return "is a delta that makes more bytes than it declares";
    into.set(source.subarray(run.from, run.from + run.length), made);
    made += run.length;
    at = run.end;
  }
  return made === into.length ? undefined : `is a delta that makes ${made} bytes and declares ${into.length}`;
}

export type DeltaSizes = { readonly base: number; readonly target: number; readonly end: number };

/** What a delta says of itself: `target` is how long the object is that it makes. */
export function deltaSizes(delta: Uint8Array): DeltaSizes | string {
  const base = sizeAt(delta, 0);
  const target = base && sizeAt(delta, base.end);
  if (!base || !target) return "is a delta whose header is damaged";
  return { base: base.size, target: target.size, end: target.end };
}

type Run = {
  readonly of: "base" | "delta";
  readonly from: number;
  readonly length: number;
  /** Where the next instruction lies. */
  readonly end: number;
};

function runAt(delta: Uint8Array, at: number): Run {
  const instruction = delta[at] ?? 0;
  const after = at + 1;
  if (instruction < 0x80) return { of: "delta", from: after, length: instruction, end: after + instruction };
  // Seven flags say which bytes of a little-endian offset (four) and length (three) follow; the others are zero.
  let end = after;
  let from = 0;
  let length = 0;
  for (let i = 0; i < 4; i++) if (instruction & (1 << i)) from += byteAt(delta, end++) * 256 ** i;
  for (let i = 0; i < 3; i++) if (instruction & (0x10 << i)) length += byteAt(delta, end++) * 256 ** i;
  return { of: "base", from, length: length === 0 ? 0x10000 : length, end };
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function sizeAt(bytes: Uint8Array, at: number): { readonly size: number; readonly end: number } | undefined {
  let size = 0;
  for (let i = 0; i < 7; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { size, end: at + i + 1 };
  }
  return undefined;
}
