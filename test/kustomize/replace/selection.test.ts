import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import { filesOf, type Tree } from "#test/kustomize/tree.ts";
import { objects, selections } from "./selection-cases.ts";

const tree = (...replacements: readonly object[]): Tree => ({
  "kustomization.yaml": `resources: [all.yaml]\nnamePrefix: p-\nreplacements: ${JSON.stringify(replacements)}\n`,
  "all.yaml": objects,
});

function built(files: Tree) {
  const result = build(filesOf(files), ".", {});
  if (!result.ok) throw new Error(result.failures.map(({ message }) => message).join("; "));
  return result.value.objects;
}

function failureOf(files: Tree): string {
  const result = build(filesOf(files), ".", {});
  return result.ok ? "" : result.failures.map(({ message }) => message).join("; ");
}

describe("a target's selector", () => {
  it.each(selections)("finds those of $says", ({ select, reject, hits }) => {
    const targets = [{ select, reject, fieldPaths: ["spec.hit"], options: { create: true } }];
    const found = built(tree({ sourceValue: "yes", targets })).filter(
      ({ spec }) => JSON.stringify(spec) === '{"hit":"yes"}',
    );
    expect(found.map(({ kind }) => kind)).toEqual(hits);
  });

  it.each([
    ["a pattern that is none", { select: { name: "(" } }, "error parsing regexp"],
    ["labels that are none", { select: { labelSelector: "a b" } }, "unable to parse requirement"],
    ["no selector", {}, "target must specify resources to select"],
  ])("is refused with %s", (_, target, message) => {
    expect(failureOf(tree({ sourceValue: "x", targets: [target] }))).toContain(message);
  });
});

describe("a source", () => {
  const targets = [{ select: { kind: "Thing" }, fieldPaths: ["spec.from"], options: { create: true } }];
  const from = (source: object) => built(tree({ source, targets }))[3]?.["spec"];

  it("is found by the name it had, and its name is what it is now unless a field is asked for", () => {
    expect(from({ kind: "ConfigMap", name: "db" })).toEqual({ from: "p-db" });
  });

  it("is found by the name it has", () => {
    expect(from({ kind: "ConfigMap", name: "p-db", namespace: "default" })).toEqual({ from: "p-db" });
  });

  it.each([
    ["nobody", { kind: "Job" }, "nothing selected by Job.[noVer].[noGrp]/[noName].[noNs]"],
    ["several", { name: "web" }, "multiple matches for selector [noKind].[noVer].[noGrp]/web.[noNs]"],
    [
      "several, asked for a part of a field",
      { name: "web", fieldPath: "a", options: { delimiter: ":", index: 1 } },
      "multiple matches for selector [noKind].[noVer].[noGrp]/web.[noNs]:a::(1), create=false",
    ],
  ])("is refused when it means %s", (_, source, message) => {
    expect(failureOf(tree({ source, targets }))).toContain(message);
  });

  it("may not stand beside a given value", () => {
    const entry = { source: { kind: "ConfigMap" }, sourceValue: "x", targets };
    expect(failureOf(tree(entry))).toContain("value and resource selectors are mutually exclusive");
  });
});

describe("an entry", () => {
  it.each([
    ["a source", { targets: [{ select: {} }] }],
    ["targets", { sourceValue: "x" }],
    ["any target", { sourceValue: "x", targets: [] }],
  ])("is refused without %s", (_, entry) => {
    expect(failureOf(tree(entry))).toContain("replacements must specify a source and at least one target");
  });

  it("sees what those before it have written, and what it has written itself", () => {
    const name = { select: { kind: "Thing" }, fieldPaths: ["metadata.name"] };
    const objects = built(
      tree(
        { sourceValue: "t", targets: [name] },
        {
          source: { kind: "Thing" },
          targets: [
            { ...name, options: { delimiter: "-", index: 1 } },
            { select: { kind: "ConfigMap" }, fieldPaths: ["spec.seen"], options: { create: true } },
          ],
        },
      ),
    );
    expect(objects[3]?.metadata.name).toBe("t-t");
    expect(objects[2]?.["spec"]).toEqual({ seen: "t-t" });
  });

  it("may not give two objects one name", () => {
    const twins = {
      "kustomization.yaml": `resources: [all.yaml]\nreplacements: [{sourceValue: c, targets: [{select: {kind: Thing}}]}]\n`,
      "all.yaml":
        "{apiVersion: v1, kind: Thing, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Thing, metadata: {name: b}}\n",
    };
    expect(failureOf(twins)).toContain(
      "may not add resource with an already registered id: Thing.v1.[noGrp]/c.[noNs]",
    );
  });

  it.each(["metadata.name", "metadata"])("may not leave an object without its %s", (field) => {
    const targets = [{ select: { kind: "Thing" }, fieldPaths: [field] }];
    expect(failureOf(tree({ sourceValue: "", targets }))).toContain("missing metadata");
  });
});
