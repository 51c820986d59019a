import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import type { Replacement } from "#shared/kustomize/replace/replacement.ts";
import { replacements } from "#shared/kustomize/replace/replacements.ts";
import { resourceOf, type Resource } from "#shared/kustomize/resource.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { filesOf, type Tree } from "#test/kustomize/tree.ts";

const thing = (name: string, spec: JsonObject): Resource =>
  resourceOf({ apiVersion: "v1", kind: "Thing", metadata: { name }, spec }, `${name}.yaml:1`);

const everything = { group: "", version: "", kind: "", name: "", namespace: "" };
const noOptions = { delimiter: "", index: 0, create: false };

const copy = (from: string, to: string, name = ""): Replacement => ({
  source: { ...everything, name: "a", fieldPath: from, options: noOptions },
  sourceValue: undefined,
  targets: [
    {
      select: { ...everything, name, labelSelector: "", annotationSelector: "" },
      reject: [],
      fieldPaths: [to],
      options: { ...noOptions, create: true },
    },
  ],
  origin: "kustomization.yaml:3",
});

function changed(resources: readonly Resource[], ...entries: readonly Replacement[]): readonly Resource[] {
  const result = replacements(entries)(resources);
  if (!result.ok) throw new Error(result.failures.map(({ message }) => message).join("; "));
  return result.value;
}

describe("replacements", () => {
  it("hand on as the very same what they do not change", () => {
    const kept = { deep: { list: [1, 2] } };
    const [a, b] = [thing("a", { v: "x", kept }), thing("b", { v: "y", kept })];
    const [sameA, otherB] = changed([a, b], copy("spec.v", "spec.v", "b"));
    expect(sameA).toBe(a);
    expect(otherB?.manifest["spec"]).toEqual({ v: "x", kept });
    expect(otherB?.manifest).toHaveProperty(
      "spec.kept",
      expect.toSatisfy((it) => it === kept),
    );
  });

  it("hand on the very list when nothing changes at all", () => {
    const resources = [thing("a", { v: "x", list: [{ v: "x" }] })];
    expect(changed(resources, copy("spec.v", "spec.list.0.v"))).toBe(resources);
  });

  it("change nothing that they are given", () => {
    const given = [thing("a", { v: { x: [1] } }), thing("b", { v: "y" })];
    const before = JSON.stringify(given);
    changed(given, copy("spec.v", "spec.w"), copy("spec.v.x", "metadata.labels.l", "b"));
    expect(JSON.stringify(given)).toBe(before);
  });

  it("are refused when a value is written into itself again and again", () => {
    const entries = Array.from({ length: 64 }, (_, at) => copy("spec", `spec.x${at}`));
    const result = replacements(entries)([thing("a", { v: "x" })]);
    expect(result).toMatchObject({
      ok: false,
      failures: [{ message: "lets the objects grow beyond measure" }],
    });
  });

  it("are refused when a name is written behind itself again and again", () => {
    const double = copy("metadata.name", "metadata.name");
    const targets = double.targets?.map((target) => ({
      ...target,
      options: { delimiter: "-", index: 99, create: false },
    }));
    const entries = Array.from({ length: 64 }, () => ({
      ...double,
      targets,
      source: { ...everything, fieldPath: "metadata.name", options: noOptions },
    }));
    const result = replacements(entries)([thing("a", {})]);
    expect(result).toMatchObject({
      ok: false,
      failures: [{ message: "lets the objects grow beyond measure" }],
    });
  });

  it("are refused when two objects are nested in each other for ever", () => {
    const into = (from: string, to: string): Replacement => {
      const entry = copy("spec.v", "spec.v.x", to);
      return { ...entry, source: { ...everything, name: from, fieldPath: "spec.v", options: noOptions } };
    };
    const entries = Array.from({ length: 600 }, (_, at) => (at % 2 === 0 ? into("a", "b") : into("b", "a")));
    const result = replacements(entries)([thing("a", { v: {} }), thing("b", { v: {} })]);
    expect(result).toMatchObject({ ok: false });
  });

  it("take no path for ever", () => {
    const result = replacements([copy("spec.v", "spec" + ".x".repeat(10_000))])([thing("a", { v: "x" })]);
    expect(result).toMatchObject({
      ok: false,
      failures: [{ message: expect.stringContaining("it is too long") }],
    });
  });
});

describe("a file of replacements", () => {
  const targets = "targets: [{select: {kind: Thing}, fieldPaths: [spec.v]}]";
  const answer = (entry: string, file: string): unknown => {
    const tree: Tree = {
      "kustomization.yaml": `resources: [all.yaml]\nreplacements:\n- ${entry}\n`,
      "all.yaml": "{apiVersion: v1, kind: Thing, metadata: {name: a}, spec: {v: x}}",
      "file.yaml": file,
    };
    const result = build(filesOf(tree), ".", {});
    return result.ok
      ? result.value.objects[0]?.["spec"]
      : result.failures.map(({ subject, message }) => `${subject}: ${message}`).join("; ");
  };

  it.each([
    ["one", `sourceValue: w\n${targets}\n`, { v: "w" }],
    ["a list", `- sourceValue: w\n  ${targets}\n- sourceValue: z\n  ${targets}\n`, { v: "z" }],
    ["a number where text belongs", `sourceValue: 8080\n${targets}\n`, { v: "8080" }],
    ["what nobody knows", `sourceValue: w\nnote: mine\n${targets}\n`, { v: "w" }],
    ["an empty list", "[]\n", { v: "x" }],
    ["no target, expressly", "{sourceValue: y, targets: []}\n", { v: "x" }],
  ])("may hold %s", (_, file, spec) => {
    expect(answer("path: file.yaml", file)).toEqual(spec);
  });

  it.each([
    ["nothing", "", "file.yaml:1: unsupported replacement type encountered within replacement path: invalid"],
    [
      "text",
      "hello",
      "file.yaml:1: unsupported replacement type encountered within replacement path: string",
    ],
    ["an empty entry", "{}", "file.yaml:1: replacements must specify a source and at least one target"],
  ])("may not hold %s", (_, file, message) => {
    expect(answer("path: file.yaml", file)).toBe(message);
  });

  it("may not be named beside what it would hold", () => {
    expect(answer(`path: file.yaml\n  ${targets}`, "")).toBe(
      "kustomization.yaml:3: cannot specify both path and inline replacement",
    );
  });

  it("must be there", () => {
    expect(answer("path: other.yaml", "")).toContain("other.yaml");
  });
});
