import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import type { Files } from "#shared/kustomize/files.ts";
import { parseFileBy } from "#shared/yaml/parse-file.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import { randomKustomization } from "./random-kustomization.ts";
import { randomTree } from "./random-tree.ts";
import { filesOf, type Tree } from "./tree.ts";

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

describe("a build of anything that kustomize can do", () => {
  const runs = { numRuns: 150 };

  it("gives the same bytes when it is run again", () => {
    fc.assert(
      fc.property(randomKustomization(), (tree) => {
        expect(outcomeOf(filesOf(tree), "top")).toEqual(outcomeOf(filesOf(tree), "top"));
      }),
      runs,
    );
  });

  it("does not care for what it has not read", () => {
    fc.assert(
      fc.property(randomKustomization(), (tree) => {
        const result = build(filesOf(tree), "top", {});
        if (!result.ok) return;
        const { files, absent } = result.value.readSet;
        const [read, missed] = [new Set(files), new Set(absent)];
        const others = [...Object.keys(tree), "top/new.yaml", "one/kustomization.yml", "elsewhere/a.yaml"];
        const changed = others.filter((path) => !read.has(path) && !missed.has(path));
        const noise: Tree = Object.fromEntries(changed.map((path) => [path, "{ no: [yaml"]));
        expect(build(filesOf({ ...tree, ...noise }), "top", {})).toEqual(result);
      }),
      runs,
    );
  });

  it("of a base is the same through an overlay that asks for nothing", () => {
    fc.assert(
      fc.property(randomKustomization(), (tree) => {
        const through = { ...tree, "through/kustomization.yaml": "resources: [../top]\n" };
        expect(outcomeOf(filesOf(through), "through")).toEqual(outcomeOf(filesOf(tree), "top"));
      }),
      runs,
    );
  });

  it("is the same while others are built in between", () => {
    fc.assert(
      fc.property(randomKustomization(), randomKustomization(), (tree, other) => {
        const files = filesOf(tree);
        const interrupted: Files = {
          list: files.list,
          read: (path) => {
            build(filesOf(other), "top", {});
            return files.read(path);
          },
        };
        expect(outcomeOf(interrupted, "top")).toEqual(outcomeOf(files, "top"));
      }),
      { numRuns: 40 },
    );
  });
});

/** What comes out of a build, to the byte. */
function outcomeOf(files: Files, path: string): unknown {
  const result = build(files, path, {});
  return result.ok ? printManifests(result.value.objects) : result.failures;
}

/** Nothing in it can be changed: who tries, throws. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
