import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { build, type Built } from "#shared/kustomize/build.ts";
import { buildMemory } from "#shared/kustomize/build-memory.ts";
import type { BuildOptions } from "#shared/kustomize/build-options.ts";
import type { Result } from "#shared/model/failure.ts";
import { parseFileBy, type ParseFile } from "#shared/yaml/parse-file.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import { randomKustomization } from "./random-kustomization.ts";
import { configMap, filesOf, kustomization, type Tree } from "./tree.ts";

/** As the edge parses: each content once. */
function parsesOnce(): ParseFile {
  const readings = new Map<string, Reading>();
  return parseFileBy((bytes) => {
    const text = new TextDecoder().decode(bytes);
    const reading = readings.get(text) ?? readManifests(bytes);
    readings.set(text, reading);
    return reading;
  });
}

/** Everything that a build says. */
function told(result: Result<Built>): unknown {
  if (!result.ok) return result.failures;
  const { objects, origins, readSet, warnings } = result.value;
  return {
    text: printManifests(objects),
    origins: objects.map((manifest) => origins.get(manifest)),
    readSet,
    warnings,
  };
}

describe("a build that remembers others", () => {
  it("says what it would say if it did not, whatever the others were", () => {
    fc.assert(
      fc.property(randomKustomization(), randomKustomization(), fc.nat(), (one, other, pick) => {
        const remembering = { memory: buildMemory(), parse: parsesOnce() };
        const changes = Object.entries(other);
        const change = Object.fromEntries(changes.slice(pick % changes.length).slice(0, 1));
        for (const tree of [one, { ...one, ...change }, one, other, { ...other, ...change }]) {
          const files = filesOf(tree);
          expect(told(build(files, "top", remembering))).toEqual(told(build(files, "top", {})));
        }
      }),
      { numRuns: 30 },
    );
  });

  const tree: Tree = {
    "base/kustomization.yaml": kustomization(["a.yaml", "b.yaml"]),
    "base/a.yaml": configMap("a"),
    "base/b.yaml": configMap("b"),
    "top/kustomization.yaml": kustomization(["../base"], "namePrefix: p-\npatches: [{path: patch.yaml}]\n"),
    "top/patch.yaml": configMap("a", "data: {x: '1'}\n"),
  };
  const builtOf = (tree: Tree, options: BuildOptions): Built => {
    const result = build(filesOf(tree), "top", options);
    if (!result.ok) throw new Error(JSON.stringify(result.failures));
    return result.value;
  };

  it("gives the very objects that they gave where nothing has changed", () => {
    const remembering = { memory: buildMemory(), parse: parsesOnce() };
    const before = builtOf(tree, remembering).objects;
    const after = builtOf(
      { ...tree, "base/b.yaml": configMap("b", "data: {y: '2'}\n") },
      remembering,
    ).objects;
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toMatchObject({ metadata: { name: "p-b" }, data: { y: "2" } });
  });

  it.each([
    ["a patch", { "top/patch.yaml": configMap("a", "data: {x: '2'}\n") }],
    ["a kustomization", { "top/kustomization.yaml": kustomization(["../base"], "namePrefix: q-\n") }],
    ["a file that was not there", { "top/kustomization.yml": "" }],
  ])("sees that %s has changed", (_, change) => {
    const remembering = { memory: buildMemory(), parse: parsesOnce() };
    build(filesOf(tree), "top", remembering);
    const files = filesOf({ ...tree, ...change });
    expect(told(build(files, "top", remembering))).toEqual(told(build(files, "top", {})));
    expect(told(build(files, "top", {}))).not.toEqual(told(build(filesOf(tree), "top", {})));
  });

  it("refuses a file that is listed twice as if it had been read twice", () => {
    const remembering = { memory: buildMemory(), parse: parsesOnce() };
    const files = filesOf({ ...tree, "base/kustomization.yaml": kustomization(["a.yaml", "a.yaml"]) });
    for (let turn = 0; turn < 2; turn++)
      expect(build(files, "top", remembering)).toMatchObject({
        failures: [{ code: "build/duplicate-object" }],
      });
  });

  it("tells apart what is built into a namespace from what is not", () => {
    const remembering = { memory: buildMemory(), parse: parsesOnce() };
    for (const targetNamespace of [undefined, "one", "two", undefined, "one"]) {
      const options = targetNamespace === undefined ? {} : { overlay: { targetNamespace } };
      const { objects } = builtOf(tree, { ...remembering, ...options });
      expect(objects[0]?.metadata.namespace).toBe(targetNamespace);
    }
  });
});
