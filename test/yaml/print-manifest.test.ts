import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { compareKeys } from "#shared/yaml/key-order.ts";
import { withPlainNumbers } from "#shared/yaml/plain-numbers.ts";
import { printManifest, printManifests } from "#shared/yaml/print-manifest.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import { printable } from "./printable.ts";
import { printedValues } from "./printed-values.ts";

const thing = (rest: { readonly [key: string]: Json }): Json => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "a" },
  ...rest,
});

describe("kustomize's printer is followed", () => {
  const head = "apiVersion: v1\nkind: Thing\nmetadata:\n  name: a\n";
  it.each(printedValues)("in %s", (_, values) => {
    const printed = values.map(([value]) => [value, printManifest(thing({ x: value }))]);
    expect(printed).toEqual(values.map(([value, text]) => [value, `${head}x:${text}`]));
  });
});

describe("a number that a double would lose", () => {
  it.each([
    [new WrittenNumber("9223372036854775807", 9223372036854775807n), "9223372036854775807"],
    [new WrittenNumber("18446744073709551615", 18446744073709551615n), "18446744073709551615"],
    [new WrittenNumber("0x1F", 31), "31"],
    [new WrittenNumber("1.10", 1.1), "1.1"],
    [new WrittenNumber("1e20", 1e20), "1e+20"],
  ])("is printed to its last digit: $text", (number, printed) => {
    expect(printManifest({ x: number })).toBe(`x: ${printed}\n`);
  });
});

describe("a stream", () => {
  it("has a line between any two objects, none before and none behind", () => {
    expect(printManifests([{ a: 1 }, { b: "x\n" }, {}])).toBe("a: 1\n---\nb: |\n  x\n---\n{}\n");
    expect(printManifests([])).toBe("");
  });
});

describe("what is printed", () => {
  it("reads as what it was", () => {
    fc.assert(
      fc.property(printable(), (value) => {
        const manifest = thing({ value });
        const reading = readManifests(new TextEncoder().encode(printManifest(manifest)));
        const read = reading.ok
          ? reading.manifests.map(({ manifest }) => withPlainNumbers(manifest))
          : reading;
        expect(read).toEqual([manifest]);
      }),
      { numRuns: 500 },
    );
  });

  it("has one order for any two keys", () => {
    const key = fc.string({ unit: fc.constantFrom(...Array.from("aZé0129-._٣😀")), maxLength: 6 });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const order = Math.sign(compareKeys(one, other));
        expect(Math.sign(compareKeys(other, one))).toBe(0 - order);
        expect(order === 0).toBe(one === other);
      }),
      { numRuns: 500 },
    );
  });
});
