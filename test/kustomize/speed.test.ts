import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import { parseFileBy, type ParseFile } from "#shared/yaml/parse-file.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import { built, configMap, filesOf, type Tree } from "./tree.ts";

describe("a thousand manifests that were parsed before", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `c${String(index).padStart(4, "0")}`);
  const tree: Tree = Object.fromEntries(names.map((name) => [`k8s/${name}.yaml`, configMap(name)]));
  const readings = new Map<string, ReturnType<typeof readManifests>>();
  const parse: ParseFile = (path, bytes) =>
    parseFileBy((content) => {
      const reading = readings.get(path) ?? readManifests(content);
      readings.set(path, reading);
      return reading;
    })(path, bytes);

  it("are built without a copy of any of them", () => {
    const [first, second] = [built(tree, "k8s", { parse }), built(tree, "k8s", { parse })];
    expect(first.objects).toHaveLength(1_000);
    expect(second.objects.every((manifest, index) => manifest === first.objects[index])).toBe(true);
  });

  it("take milliseconds, even on a busy machine", () => {
    const files = filesOf(tree);
    const listing = files.list("k8s");
    const quick = { read: files.read, list: (path: string) => (path === "k8s" ? listing : undefined) };
    const times = Array.from({ length: 20 }, () => {
      const started = performance.now();
      build(quick, "k8s", { parse });
      return performance.now() - started;
    });
    expect(Math.min(...times)).toBeLessThan(40);
  });
});
