import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { mergeLists } from "#shared/merge/merge-lists.ts";
import { mergeOddLists } from "#shared/merge/odd-lists.ts";
import { strategicMerge } from "#shared/merge/strategic-merge.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import { frozen } from "./frozen.ts";
import { randomPair } from "./random-pair.ts";

const schemas = builtInSchemas;

describe("a strategic merge", () => {
  it("by an empty patch gives the very same object", () => {
    fc.assert(
      fc.property(randomPair({}), ({ target }) => {
        const merged = strategicMerge(target, {}, { schemas });
        expect(merged.outcome === "merged" && merged.value).toBe(target);
      }),
    );
  });

  it("changes nothing that it is given, however odd", () => {
    fc.assert(
      fc.property(randomPair({ odd: true, directed: true }), ({ target, patch }) => {
        strategicMerge(frozen(target), frozen(patch), { schemas });
      }),
      { numRuns: 300 },
    );
  });

  it("hands on what the patch does not mention", () => {
    fc.assert(
      fc.property(randomPair({}), ({ target, patch }) => {
        const given = { ...target, metadata: { labels: { a: "b" } } };
        const merged = strategicMerge(given, patch, { schemas });
        if (merged.outcome === "merged")
          expect((merged.value as { metadata: unknown }).metadata).toBe(given.metadata);
      }),
    );
  });

  it("done twice is done once", () => {
    fc.assert(
      fc.property(randomPair({}), ({ target, patch }) => {
        const once = strategicMerge(target, patch, { schemas });
        if (once.outcome !== "merged") return;
        expect(strategicMerge(once.value, patch, { schemas })).toEqual(once);
      }),
    );
  });
});

describe("lists in which every element has a key of its own", () => {
  const keys = fc.constantFrom(["name"], ["name", "kind"]);
  const list = fc.uniqueArray(
    fc.record({ name: fc.constantFrom("a", "b", "c"), kind: fc.constantFrom("x", "y"), value: fc.nat(3) }),
    { selector: ({ name, kind }) => name + kind, maxLength: 5 },
  );
  const merge = (target: Json | undefined, patch: Json | undefined): Json => ({
    ...(target as JsonObject | undefined),
    ...(patch as JsonObject | undefined),
  });
  const settle = (patch: Json): Json => patch;

  it("are merged as the odd ones are, only faster", () => {
    fc.assert(
      fc.property(keys, list, list, (keys, target, patch) => {
        const how = { keys, merge, settle, place: undefined };
        expect(mergeLists({ target, patch }, how)).toEqual(mergeOddLists({ target, patch }, how));
      }),
    );
  });
});
