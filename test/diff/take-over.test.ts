import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeOverPatch } from "#shared/diff/take-over.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";

const entry = (manager: string, operation: string, fieldsV1: JsonObject): JsonObject => ({
  manager,
  operation,
  apiVersion: "v1",
  time: "2026-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1,
});
const ours = entry("kustomize-controller", "Apply", { "f:data": { "f:a": {} } });
const live = (managedFields: readonly JsonObject[], metadata: JsonObject = {}): JsonObject => ({
  metadata: { name: "a", resourceVersion: "7", managedFields, ...metadata },
});
const test = { op: "test", path: "/metadata/resourceVersion", value: "7" };
const fields = (value: readonly Json[]) => ({ op: "replace", path: "/metadata/managedFields", value });

describe("taking over", () => {
  it.each<[string, Json]>([
    ["where all is ours", live([ours])],
    ["from an operator", live([ours, entry("some-operator", "Update", { "f:data": { "f:b": {} } })])],
    ["from helm", live([ours, entry("helm", "Apply", { "f:data": { "f:b": {} } })])],
    ["from before-first-apply by Apply", live([entry("before-first-apply", "Apply", {})])],
    ["what came through scale", live([ours, { ...entry("kubectl", "Update", {}), subresource: "scale" }])],
    ["where there are no managed fields", { metadata: { resourceVersion: "7" } }],
    ["from what is no object", null],
  ])("is nothing %s", (_where, object) => {
    expect(takeOverPatch(object)).toBeUndefined();
  });

  it.each([
    ["kubectl", "Apply"],
    ["kubectl-client-side-apply", "Update"],
    ["kubectl-edit", "Update"],
    ["before-first-apply", "Update"],
    ["kustomize-controller", "Update"],
  ])("from %s by %s joins its fields to ours", (manager, operation) => {
    const theirs = entry(manager, operation, { "f:data": { "f:b": {} }, "f:immutable": {} });
    const merged = { ...ours, fieldsV1: { "f:data": { "f:a": {}, "f:b": {} }, "f:immutable": {} } };
    expect(takeOverPatch(live([theirs, ours]))).toEqual([test, fields([merged])]);
  });

  it("where nothing is ours yet makes theirs ours", () => {
    const theirs = entry("kubectl-create", "Update", { "f:data": { "f:b": {} } });
    const merged = { ...theirs, manager: "kustomize-controller", operation: "Apply" };
    expect(takeOverPatch(live([theirs]))).toEqual([test, fields([merged])]);
  });

  it("leaves the entries of others and of subresources as they are", () => {
    const operator = entry("some-operator", "Apply", { "f:data": { "f:c": {} } });
    const status = { ...ours, subresource: "status" };
    const theirs = entry("kubectl", "Apply", { "f:data": { "f:a": {} } });
    expect(takeOverPatch(live([operator, status, theirs, ours]))).toEqual([
      test,
      fields([operator, status, ours]),
    ]);
  });

  it("takes what older tools left behind away, and nothing else", () => {
    const metadata = {
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", team: "shop" },
      labels: { "fluxcd.io/sync-gc-mark": "a" },
    };
    expect(takeOverPatch(live([ours], metadata))).toEqual([
      test,
      { op: "remove", path: "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration" },
      { op: "remove", path: "/metadata/labels/fluxcd.io~1sync-gc-mark" },
    ]);
  });
});

describe("the union of two sets of fields", () => {
  type Tree = { readonly [name: string]: Tree };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.dictionary(
      fc.constantFrom("f:a", "f:b", "f:c"),
      fc.oneof({ maxDepth: 3 }, fc.constant({}), tie("tree")),
    ),
  }));
  /** The fields of a set, each as its way from the root. */
  const members = (node: Tree, way = ""): string[] => {
    const below = Object.entries(node).filter(([name]) => name !== ".");
    const isField = way !== "" && (below.length === 0 || "." in node);
    return [...(isField ? [way] : []), ...below.flatMap(([name, next]) => members(next, `${way}/${name}`))];
  };

  it("holds every field of both, and no other", () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const theirs = entry("kubectl", "Apply", b);
        const patch = takeOverPatch(live([entry("kustomize-controller", "Apply", a), theirs]));
        const replaced = patch?.[1] as { readonly value: readonly { readonly fieldsV1: Tree }[] } | undefined;
        const merged = replaced?.value[0];
        const expected = new Set([...members(a), ...members(b)]);
        expect(new Set(members(merged?.fieldsV1 ?? {}))).toEqual(expected);
      }),
    );
  });
});
