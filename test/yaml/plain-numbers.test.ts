import { describe, expect, it } from "vitest";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { holdsWrittenNumbers, withPlainNumbers } from "#shared/yaml/plain-numbers.ts";

const written = new WrittenNumber("1.10", 1.1);
const inexact = new WrittenNumber("9223372036854775807", 2n ** 63n - 1n);

describe("numbers made plain", () => {
  it("lose how they were written, wherever they are", () => {
    expect(withPlainNumbers({ a: written, b: [[written], { c: new WrittenNumber("0x1F", 31n) }] })).toEqual({
      a: 1.1,
      b: [[1.1], { c: 31 }],
    });
    expect(withPlainNumbers(written)).toBe(1.1);
  });

  it("stay as they are when a double cannot hold them", () => {
    expect(withPlainNumbers({ a: written, b: inexact })).toEqual({ a: 1.1, b: inexact });
  });

  it("stay as they are when JSON would spell the double with other digits", () => {
    const power = new WrittenNumber("1152921504606846976", 2n ** 60n);
    expect(Number(power.value)).toBe(2 ** 60);
    expect(withPlainNumbers(power)).toBe(power);
  });

  it("leave everything else the very same", () => {
    const [untouched, big] = [{ x: [1, "1.10", null] }, { y: inexact }];
    const json = { untouched, big, list: [untouched, written] };
    const plain = withPlainNumbers(json);
    expect(plain).toEqual({ untouched, big, list: [untouched, 1.1] });
    expect(plain).toHaveProperty("untouched", untouched);
    expect(withPlainNumbers(big)).toBe(big);
    expect(withPlainNumbers(untouched)).toBe(untouched);
  });

  it("keep a key called __proto__ a key", () => {
    const json = JSON.parse('{"__proto__": {"a": 1}}');
    Object.defineProperty(json, "__proto__", { value: written, enumerable: true });
    expect(Object.entries(withPlainNumbers(json) ?? {})).toEqual([["__proto__", 1.1]]);
  });
});

it("a WrittenNumber is found at any depth", () => {
  expect(holdsWrittenNumbers({ a: [{ b: written }] })).toBe(true);
  expect(holdsWrittenNumbers({ a: [{ b: 1.1 }], c: null })).toBe(false);
});
