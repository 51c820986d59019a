import { constants, deflateSync, inflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InflateStream } from "#functions/source/pack/inflate-stream.ts";

/** All that it inflates to, and where the stream ended in `input`; or what is wrong. One stream object serves all calls. */
const stream = new InflateStream();
function inflated(input: Uint8Array, size: number, cuts: readonly number[]): [Buffer, number] | string {
  const parts: Buffer[] = [];
  stream.begin(size);
  let from = 0;
  for (let arrived = 0, turn = 0; ; turn++) {
    arrived = Math.min(input.length, arrived + (cuts[turn] ?? input.length));
    stream.give(input.subarray(from, arrived), arrived === input.length);
    for (;;) {
      const step = stream.step();
      if (step.type === "flawed") return step.flaw;
      if (step.type === "hungry") break;
      if (step.type === "end") return [Buffer.concat(parts), from + stream.used];
      parts.push(Buffer.from(step.bytes));
    }
    from += stream.used;
  }
}

/** Runs and noise, some of it longer than what a stream keeps of itself. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(255), fc.nat(90_000)).map(([byte, times]) => new Uint8Array(times).fill(byte)),
      fc.string({ maxLength: 50 }).map((words) => Buffer.from(words.repeat(400))),
    ),
    { maxLength: 8 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));
const how = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED),
});
const deflatable = fc.record({ bytes: content, how });
/** Nothing at all may arrive, for a while. */
const cuts = fc.array(fc.oneof(fc.nat(3), fc.nat(5_000)), { maxLength: 40 });

describe("inflating a stream as it arrives", () => {
  it("gives what zlib deflated, wherever it is cut, and ends where it ends", () => {
    fc.assert(
      fc.property(deflatable, cuts, fc.uint8Array({ maxLength: 30 }), ({ bytes, how }, at, behind) => {
        const deflated = deflateSync(bytes, how);
        const result = inflated(Buffer.concat([deflated, behind]), bytes.length, at);
        if (typeof result === "string") expect.fail(result);
        expect(Buffer.compare(result[0], bytes)).toBe(0);
        expect(result[1]).toBe(deflated.length);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees with zlib about every damaged stream, and comes to an end", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(deflatable, cuts, damage, ({ bytes, how }, at, bites) => {
        const damaged = deflateSync(bytes, how);
        for (const [place, byte] of bites) damaged[place % damaged.length] = byte;
        const ours = inflated(damaged, bytes.length, at);
        const theirs = asZlibDoes(damaged, bytes.length);
        if (theirs?.length !== bytes.length) expect(ours).toBeTypeOf("string");
        else expect(typeof ours === "string" ? ours : Buffer.compare(ours[0], theirs)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("says so when the stream is cut short, wherever that is", () => {
    const deflated = deflateSync(Buffer.from("apiVersion: v1\nkind: ConfigMap\n".repeat(20)));
    for (let length = 2; length < deflated.length; length++)
      expect(inflated(deflated.subarray(0, length), 620, [])).toBe("is cut short");
  });

  it("stops at what is declared: it never hands out more", () => {
    const handedOut: number[] = [];
    stream.begin(1_000);
    stream.give(deflateSync(Buffer.alloc(50_000_000)), true);
    let step = stream.step();
    for (; step.type === "bytes"; step = stream.step()) handedOut.push(step.bytes.length);
    expect(step).toEqual({ type: "flawed", flaw: "inflates to more bytes than are declared" });
    expect(handedOut.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(1_000);
  });
});

function asZlibDoes(bytes: Uint8Array, most: number): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: most + 1 });
  } catch {
    return undefined;
  }
}
