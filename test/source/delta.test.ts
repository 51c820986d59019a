import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDelta, deltaSizes } from "#functions/source/pack/delta.ts";
import { deltaOf, type Run } from "./pack-builder.ts";

const base = fc.uint8Array({ minLength: 1, maxLength: 300 });

/** Runs that fit a base of this many bytes. */
function runsOn(size: number): fc.Arbitrary<Run[]> {
  const copy = fc
    .tuple(fc.nat(size - 1), fc.nat())
    .map(([from, n]): Run => ({ copy: [from, 1 + (n % (size - from))] }));
  const insert = fc.uint8Array({ minLength: 1, maxLength: 127 }).map((bytes): Run => ({ insert: bytes }));
  return fc.array(fc.oneof(copy, insert), { maxLength: 20 });
}

function made(from: Uint8Array, runs: readonly Run[]): Buffer {
  return Buffer.concat(
    runs.map((run) => ("insert" in run ? run.insert : from.subarray(run.copy[0], run.copy[0] + run.copy[1]))),
  );
}

describe("a delta", () => {
  it("makes what its runs say, of any base", () => {
    const cases = base.chain((bytes) => fc.tuple(fc.constant(bytes), runsOn(bytes.length)));
    fc.assert(
      fc.property(cases, ([bytes, runs]) => {
        const target = made(bytes, runs);
        const delta = deltaOf(bytes.length, target.length, runs);
        expect(deltaSizes(delta)).toMatchObject({ base: bytes.length, target: target.length });
        const into = new Uint8Array(target.length);
        expect(applyDelta(bytes, delta, into)).toBeUndefined();
        expect(Buffer.compare(into, target)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever its bytes are", () => {
    fc.assert(
      fc.property(base, fc.uint8Array({ maxLength: 80 }), fc.nat(200), (bytes, noise, size) => {
        const delta = Buffer.concat([deltaOf(bytes.length, size, []), noise]);
        expect(["string", "undefined"]).toContain(typeof applyDelta(bytes, delta, new Uint8Array(size)));
        expect(["string", "object"]).toContain(typeof deltaSizes(noise));
      }),
      { numRuns: 2_000 },
    );
  });

  it("copies 65,536 bytes when it names no length", () => {
    const bytes = new Uint8Array(70_000).map((_, i) => i % 251);
    const delta = deltaOf(bytes.length, 65_536, [{ copy: [4_000, 0x10000] }]);
    const into = new Uint8Array(65_536);
    expect(applyDelta(bytes, delta, into)).toBeUndefined();
    expect(Buffer.compare(into, bytes.subarray(4_000, 69_536))).toBe(0);
  });

  const ten = new Uint8Array(10);
  it.each([
    [
      "another base",
      deltaOf(11, 1, [{ copy: [0, 1] }]),
      "is a delta for a base of 11 bytes, and its base has 10",
    ],
    [
      "more than its base holds",
      deltaOf(10, 4, [{ copy: [8, 4] }]),
      "is a delta that copies from beyond its base",
    ],
    [
      "more than it declared",
      deltaOf(10, 4, [{ copy: [0, 5] }]),
      "is a delta that makes more bytes than it declares",
    ],
    [
      "less than it declared",
      deltaOf(10, 4, [{ copy: [0, 3] }]),
      "is a delta that makes 3 bytes and declares 4",
    ],
    [
      "a reserved instruction",
      new Uint8Array([10, 4, 0]),
      "is a delta with an instruction that git reserves",
    ],
    ["half an insert", new Uint8Array([10, 4, 4, 1, 2]), "is a delta that is cut short"],
    ["half a copy", new Uint8Array([10, 4, 0x9f, 0]), "is a delta that is cut short"],
    ["half a header", new Uint8Array([0x80, 0x80]), "is a delta whose header is damaged"],
  ])("is refused for %s", (_, delta, words) => {
    expect(applyDelta(ten, delta, new Uint8Array(4))).toBe(words);
  });
});
