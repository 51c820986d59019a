import { describe, expect, it } from "vitest";
import { built, configMap, failuresOf, kustomization, type Tree } from "./tree.ts";

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join("");

const component = (rest: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${rest}`;

/** Folders in a row, each of which names the next one; the last names nothing. */
const row = (length: number, text: (next: string) => string): Tree =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `${at}/kustomization.yaml`,
      at === length - 1 ? "resources: []\n" : text(`../${at + 1}`),
    ]),
  );

describe("a build ends", () => {
  it("although folders name the next one twice, and that one the next", () => {
    const tree = row(60, (next) => kustomization([next, next]));
    expect(failuresOf(tree, "0")[0]).toMatchObject({
      code: "build/too-large",
      remedy: "Name each folder once",
    });
  });

  it("although a row of folders has no end in sight", () => {
    const tree = row(5_000, (next) => kustomization([next]));
    expect(failuresOf(tree, "0")).toMatchObject([
      { code: "build/too-large", subject: "99/kustomization.yaml:1" },
    ]);
  });

  it("although a component is named more often than any name can bear", () => {
    const tree: Tree = {
      "kustomization.yaml": kustomization(["a.yaml"], `components: [${"c,".repeat(2_000)}]\n`),
      "a.yaml": configMap("a"),
      "c/kustomization.yaml": component(`namePrefix: ${"p".repeat(30)}\n`),
    };
    expect(failuresOf(tree, "")[0]).toMatchObject({ code: "build/field-shape", subject: "a.yaml:1" });
  });

  it("although definitions of crds name each other two by two", () => {
    const definition = (properties: object): object => ({ Schema: { properties } });
    const both = (name: string): object => ({ a: { $ref: name }, b: { $ref: name } });
    const definitions = Object.fromEntries([
      ["Thing", definition({ kind: {}, apiVersion: {}, metadata: {}, ...both("0") })],
      ...Array.from({ length: 60 }, (_, at) => [`${at}`, definition(both(`${at + 1}`))]),
    ]);
    const tree: Tree = {
      "kustomization.yaml": "resources: []\ncrds: [crds.json]\n",
      "crds.json": JSON.stringify(definitions),
    };
    expect(failuresOf(tree, "")).toMatchObject([{ code: "build/too-large", subject: "crds.json" }]);
  });

  it("although a var of a megabyte is named a thousand times", () => {
    const tree: Tree = {
      "kustomization.yaml": kustomization(
        ["a.yaml"],
        "vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldPath: data.x}}]\n",
      ),
      "a.yaml": configMap(
        "a",
        `  annotations: {a: "${"$(V)".repeat(1_000)}"}\ndata: {x: "${"x".repeat(1_000_000)}"}\n`,
      ),
    };
    expect(failuresOf(tree, "")).toMatchObject([
      { code: "build/too-large", subject: "kustomization.yaml:2" },
    ]);
  });
});

describe("what is wrong in every line", () => {
  it.each<[string, Tree]>([
    [
      "resources that are not there",
      { "kustomization.yaml": `resources:\n${many(150_000, (i) => `- ${i}\n`)}` },
    ],
    ["fields that nobody knows", { "kustomization.yaml": many(150_000, (i) => `f${i}: 1\n`) }],
    [
      "patches of nobody",
      {
        "kustomization.yaml": kustomization(["a.yaml"], "patches: [{path: p.yaml}]\n"),
        "a.yaml": configMap("a"),
        "p.yaml": many(20_000, (i) => `${configMap(`b${i}`)}---\n`),
      },
    ],
  ])("is told of a hundred times: %s", (_, tree) => {
    expect(failuresOf(tree, "")).toHaveLength(100);
  });

  it("is no matter of how much is right", () => {
    const items = many(150_000, () => "{apiVersion: v1, kind: List, items: []},");
    const tree: Tree = {
      "kustomization.yaml": kustomization(["a.yaml"]),
      "a.yaml": `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [${items}]}]\n`,
    };
    expect(built(tree, "").objects).toEqual([]);
  });

  it("is compared with no word that is much shorter", () => {
    const tree: Tree = { "kustomization.yaml": many(100, (i) => `${"x".repeat(100_000)}${i}: 1\n`) };
    expect(failuresOf(tree, "")[0]).toMatchObject({ remedy: "Take it out: kustomize knows no such field" });
  });
});
