import { constants, deflateSync, inflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inflateAt } from "#functions/source/pack/inflate.ts";
import { Bitstream } from "./deflate-by-hand.ts";

/** Bytes that compress: runs, repeats and noise. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(255), fc.nat(2_000)).map(([byte, times]) => new Uint8Array(times).fill(byte)),
      fc.string({ maxLength: 50 }).map((text) => Buffer.from(text.repeat(40))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

const around = fc.record({
  before: fc.uint8Array({ maxLength: 8 }),
  behind: fc.uint8Array({ maxLength: 8 }),
});

describe("inflating", () => {
  it("gives back what zlib deflated at any level and strategy, and finds where it ended", () => {
    fc.assert(
      fc.property(content, options, around, (bytes, how, { before, behind }) => {
        const deflated = deflateSync(bytes, how);
        const input = Buffer.concat([before, deflated, behind]);
        const into = new Uint8Array(bytes.length);
        expect(inflateAt(input, before.length, into)).toBe(before.length + deflated.length);
        expect(Buffer.compare(into, bytes)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with zlib about every damaged stream, and never throws", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(content, options, damage, (bytes, how, bites) => {
        const damaged = deflateSync(bytes, how);
        for (const [at, byte] of bites) damaged[at % damaged.length] = byte;
        const into = new Uint8Array(bytes.length);
        const ours = inflateAt(damaged, 0, into);
        const theirs = asZlibDoes(damaged);
        if (theirs?.length === bytes.length) {
          expect(ours).toBeTypeOf("number");
          expect(Buffer.compare(into, theirs)).toBe(0);
        } else expect(ours).toBeTypeOf("string");
      }),
      { numRuns: 2_000 },
    );
  });

  it("answers to any bytes at all with words", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(100), (noise, size) => {
        const zlib = Buffer.concat([Buffer.from([0x78, 0x9c]), noise]);
        expect(["string", "number"]).toContain(typeof inflateAt(zlib, 0, new Uint8Array(size)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("says so when the stream is cut short, wherever that is", () => {
    const bytes = Buffer.from("apiVersion: v1\nkind: ConfigMap\n".repeat(20));
    const deflated = deflateSync(bytes);
    for (let length = 2; length < deflated.length; length++)
      expect(inflateAt(deflated.subarray(0, length), 0, new Uint8Array(bytes.length))).toBe("is cut short");
  });

  it.each([
    ["one byte less", -1, "inflates to more bytes than are declared"],
    ["one byte more", 1, "inflates to 300 bytes where 301 are declared"],
  ])("holds the stream to its declared size: %s", (_, difference, words) => {
    const deflated = deflateSync(Buffer.from("abc".repeat(100)));
    expect(inflateAt(deflated, 0, new Uint8Array(300 + difference))).toBe(words);
  });

  it("copes with a megabyte in each kind of block", () => {
    const bytes = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * i) >> (i % 7)));
    for (const level of [0, 1, 9]) {
      const into = new Uint8Array(bytes.length);
      expect(inflateAt(deflateSync(bytes, { level }), 0, into)).toBeTypeOf("number");
      expect(Buffer.compare(into, bytes)).toBe(0);
    }
  });
});

/** Code lengths: all 0 but these. */
function lengths(count: number, some: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: count }, (_, symbol) => some[symbol] ?? 0);
}

describe("a stream that is wrong although its checksum is right", () => {
  const zeros = new Uint8Array(3);
  const a = new Uint8Array([97]);
  const none = lengths(1, {});
  it.each([
    {
      what: "a copy from before its beginning",
      stream: new Bitstream()
        .number(1, 1)
        .number(1, 2)
        .code("0000001")
        .code("00000")
        .code("0000000")
        .zlib(zeros),
      into: zeros,
      words: "copies from before its beginning",
    },
    {
      what: "a code that leaves gaps",
      stream: new Bitstream()
        .dynamic(lengths(257, { 97: 2, 256: 2 }), none)
        .code("00")
        .code("01")
        .zlib(a),
      into: a,
      words: "has codes that do not fit together",
    },
    {
      what: "a code with too many members",
      stream: new Bitstream()
        .dynamic(lengths(257, { 96: 1, 97: 1, 256: 1 }), none)
        .code("0")
        .code("1")
        .zlib(a),
      into: a,
      words: "has codes that do not fit together",
    },
    {
      what: "more literal codes than there are symbols",
      stream: new Bitstream()
        .dynamic(lengths(287, { 97: 1, 256: 1 }), none)
        .code("0")
        .code("1")
        .zlib(a),
      into: a,
      words: "has too many codes",
    },
    {
      what: "more distance codes than there are symbols",
      stream: new Bitstream()
        .dynamic(lengths(257, { 97: 1, 256: 1 }), lengths(31, {}))
        .code("0")
        .code("1")
        .zlib(a),
      into: a,
      words: "has too many codes",
    },
    {
      what: "a block that cannot end",
      stream: new Bitstream()
        .dynamic(lengths(257, { 97: 1, 98: 1 }), none)
        .code("0")
        .zlib(a),
      into: a,
      words: "has a block without an end",
    },
    {
      what: "a block of the fourth type",
      stream: new Bitstream().number(1, 1).number(3, 2).zlib(new Uint8Array()),
      into: new Uint8Array(),
      words: "has a block of an unknown type",
    },
  ])("is refused by us and by zlib: $what", ({ stream, into, words }) => {
    expect(inflateAt(stream, 0, new Uint8Array(into.length))).toBe(words);
    expect(asZlibDoes(stream)).toBeUndefined();
  });

  it("is not one that has a code with a single member, nor one without distances", () => {
    const stream = new Bitstream()
      .dynamic(lengths(257, { 97: 1, 256: 1 }), none)
      .code("0")
      .code("1")
      .zlib(a);
    const into = new Uint8Array(1);
    expect(inflateAt(stream, 0, into)).toBe(stream.length);
    expect([...into]).toEqual([97]);
    expect(asZlibDoes(stream)).toEqual(Buffer.from(a));

    const repeated = new Uint8Array([97, 97, 97, 97]);
    const single = new Bitstream()
      .dynamic(lengths(258, { 97: 1, 256: 2, 257: 2 }), [1])
      .code("0")
      .code("11")
      .code("0")
      .code("10")
      .zlib(repeated);
    expect(inflateAt(single, 0, new Uint8Array(4))).toBe(single.length);
    expect(asZlibDoes(single)).toEqual(Buffer.from(repeated));
  });
});

function asZlibDoes(bytes: Uint8Array): Buffer | undefined {
  try {
    return inflateSync(bytes);
  } catch {
    return undefined;
  }
}
