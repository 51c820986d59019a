import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import type { Failure } from "#shared/model/failure.ts";
import { filesOf, type Tree } from "#test/kustomize/tree.ts";
import { varCases } from "./var-cases.ts";

const configMap = (name: string, rest = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${rest}}\ndata: {k: v}\n`;
const named = (name: string, objref: object, fieldPath?: string): object => ({
  name,
  objref: { apiVersion: "v1", kind: "ConfigMap", ...objref },
  ...(fieldPath === undefined || fieldPath === "" ? {} : { fieldref: { fieldPath } }),
});
const kustomization = (resources: readonly string[], vars: readonly object[], rest = ""): string =>
  `resources: ${JSON.stringify(resources)}\nvars: ${JSON.stringify(vars)}\n${rest}`;

function built(tree: Tree, path = ".") {
  const result = build(filesOf(tree), path, {});
  if (!result.ok) throw new Error(result.failures.map(({ message }) => message).join("; "));
  return result.value;
}

function failuresOf(tree: Tree, path = "."): readonly Failure[] {
  const result = build(filesOf(tree), path, {});
  return result.ok ? [] : result.failures;
}

describe("a var with the value of", () => {
  it.each(varCases)("$says", ({ data, fields, args, gives, fails }) => {
    const vars = fields.map((field, at) => named("ABC"[at] ?? "", { name: "c" }, field));
    const tree = {
      "kustomization.yaml": kustomization(["all.yaml"], vars),
      "all.yaml": [
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  ${data}\n`,
        `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{args: ${JSON.stringify(args)}}]}}`,
      ].join("---\n"),
    };
    if (gives === undefined) {
      expect(failuresOf(tree)).toMatchObject([{ message: expect.stringContaining(fails ?? "") }]);
      return;
    }
    const pod = JSON.parse(JSON.stringify(built(tree).objects[1]));
    expect(pod.spec.containers[0].args).toEqual(gives);
  });
});

describe("vars", () => {
  const labelled = "{apiVersion: v1, kind: Thing, metadata: {name: t, labels: {name: $(NAME)}}}";

  it("know the name that an object had in their kustomization, and give the one that it has at last", () => {
    const tree = {
      "base/kustomization.yaml": kustomization(
        ["all.yaml"],
        [named("NAME", { name: "c" })],
        "namePrefix: b-\n",
      ),
      "base/all.yaml": `${configMap("c")}---\n${labelled}`,
      "top/kustomization.yaml": "resources: [../base]\nnamePrefix: t-\n",
    };
    expect(built(tree, "top").objects[1]?.metadata.labels).toEqual({ name: "t-b-c" });
  });

  it("mean an object of the very same version only", () => {
    const vars = [{ name: "NAME", objref: { kind: "ConfigMap", name: "c" } }];
    const tree = { "kustomization.yaml": kustomization(["all.yaml"], vars), "all.yaml": configMap("c") };
    expect(failuresOf(tree)).toMatchObject([
      {
        subject: "kustomization.yaml:2",
        message:
          "var '{NAME ConfigMap.[noVer].[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
      },
    ]);
  });

  const twice = `${configMap("c", ", namespace: x")}---\n${configMap("c", ", namespace: y")}---\n${labelled}`;

  it("may not mean several objects", () => {
    const tree = {
      "kustomization.yaml": kustomization(["all.yaml"], [named("NAME", { name: "c" }, "data.k")]),
      "all.yaml": twice,
    };
    expect(failuresOf(tree)).toMatchObject([
      {
        message:
          "found 2 resId matches for var {NAME ConfigMap.v1.[noGrp] {data.k}} (unable to disambiguate)",
      },
    ]);
  });

  it("mean the one of several that is in their namespace", () => {
    const vars = [named("NAME", { name: "c", namespace: "y" }, "metadata.namespace")];
    const tree = { "kustomization.yaml": kustomization(["all.yaml"], vars), "all.yaml": twice };
    expect(built(tree).objects[2]?.metadata.labels).toEqual({ name: "y" });
  });

  it("may not share a name, in one kustomization or in two", () => {
    const one = named("NAME", { name: "c" });
    const tree = {
      "one/kustomization.yaml": kustomization(["all.yaml"], [one, one]),
      "one/all.yaml": configMap("c"),
      "a/kustomization.yaml": kustomization(["all.yaml"], [one]),
      "a/all.yaml": configMap("c"),
      "two/kustomization.yaml": kustomization(["../a", "all.yaml"], [named("NAME", { name: "d" })]),
      "two/all.yaml": configMap("d"),
    };
    expect(failuresOf(tree, "one")).toMatchObject([
      { message: expect.stringContaining("var 'NAME' already encountered") },
    ]);
    expect(failuresOf(tree, "two")).toMatchObject([
      { subject: "two/kustomization.yaml:2", message: expect.stringContaining("already encountered") },
    ]);
  });

  it("that nobody refers to are worth a warning", () => {
    const vars = [named("B", { name: "c" }), named("A", { name: "c" }, "data"), named("NAME", { name: "c" })];
    const tree = {
      "kustomization.yaml": kustomization(["all.yaml"], vars),
      "all.yaml": `${configMap("c")}---\n${labelled}`,
    };
    expect(built(tree).warnings).toContain("well-defined vars that were never replaced: A,B");
  });
});

describe("references to vars", () => {
  const inTree = (manifest: string, rest = ""): Tree => ({
    "kustomization.yaml": kustomization(["all.yaml"], [named("A", { name: "c" }, "data.n")], rest),
    "all.yaml": `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {n: 5}}\n---\n${manifest}`,
    "config.yaml": "varReference: [{path: spec/mine, kind: Thing}]",
  });
  const thing = (rest: string): string => `{apiVersion: v1, kind: Thing, metadata: {name: t}, ${rest}}`;

  it("are looked for in well-known fields alone", () => {
    const { objects } = built(inTree(thing("spec: {mine: $(A)}")));
    expect(objects[1]?.["spec"]).toEqual({ mine: "$(A)" });
  });

  it.each([
    ["a text", "$(A)", 5],
    [
      "a mapping, in which only texts count",
      "{a: $(A), b: 1, c: {d: $(A)}}",
      { a: 5, b: 1, c: { d: "$(A)" } },
    ],
    ["a list of texts", "[$(A), x]", [5, "x"]],
    ["nothing", "null", null],
    ["a number", "1", 1],
  ])("are looked for where configurations say, in %s", (_, mine, gives) => {
    const { objects } = built(inTree(thing(`spec: {mine: ${mine}}`), "configurations: [config.yaml]\n"));
    expect(JSON.parse(JSON.stringify(objects[1]?.["spec"]))).toEqual({ mine: gives });
  });

  it("may not stand in a list of anything but texts", () => {
    const failures = failuresOf(inTree(thing("spec: {mine: [1, $(A)]}"), "configurations: [config.yaml]\n"));
    expect(failures).toMatchObject([
      { subject: "all.yaml:3", message: expect.stringContaining("invalid value type expect a string") },
    ]);
  });

  it("leave annotations text", () => {
    const manifest = "{apiVersion: v1, kind: Thing, metadata: {name: t, annotations: {n: $(A)}}}";
    expect(built(inTree(manifest)).objects[1]?.metadata.annotations).toEqual({ n: "5" });
  });

  it("are not cut in two as kustomize does it: text that it would turn into base64 is refused", () => {
    const manifest = "{apiVersion: v1, kind: Thing, metadata: {name: t, annotations: {n: price $€5}}}";
    expect(failuresOf(inTree(manifest))).toMatchObject([{ message: expect.stringContaining("base64") }]);
  });
});
