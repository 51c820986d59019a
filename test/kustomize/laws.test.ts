import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import { parseFileBy } from "#shared/yaml/parse-file.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import { randomTree } from "./random-tree.ts";
import { filesOf } from "./tree.ts";

describe("a build", () => {
  it("gives the same when it is run again, and changes nothing that it was given", () => {
    fc.assert(
      fc.property(randomTree(), (tree) => {
        const readings = new Map<string, Reading>();
        const parse = parseFileBy((bytes) => {
          const text = new TextDecoder().decode(bytes);
          const reading = readings.get(text) ?? frozen(readManifests(bytes));
          readings.set(text, reading);
          return reading;
        });
        const files = filesOf(tree);
        expect(build(files, "top", { parse })).toEqual(build(files, "top", { parse }));
        expect(build(files, "top", {})).toEqual(build(files, "top", { parse }));
      }),
      { numRuns: 60 },
    );
  });

  it("needs no file but those of its read set", () => {
    fc.assert(
      fc.property(randomTree(), (tree) => {
        const result = build(filesOf(tree), "top", {});
        if (!result.ok) return;
        const read = new Set(result.value.readSet.files);
        const rest = Object.fromEntries(Object.entries(tree).filter(([path]) => read.has(path)));
        expect(build(filesOf(rest), "top", {})).toEqual(result);
      }),
      { numRuns: 60 },
    );
  });

  it("knows the document of every object that it gives", () => {
    fc.assert(
      fc.property(randomTree(), (tree) => {
        const result = build(filesOf(tree), "top", {});
        if (!result.ok) return;
        const { objects: manifests, origins } = result.value;
        expect(origins.size).toBe(manifests.length);
        for (const manifest of manifests) {
          const [path = "", line = ""] = (origins.get(manifest) ?? "").split(":");
          expect(tree[path]?.split("\n")[Number(line) - 1]).toBe(`apiVersion: ${manifest.apiVersion}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Nothing in it can be changed: who tries, throws. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
