import { describe, expect, it } from "vitest";
import { builtInTable } from "#shared/merge/built-in-table.ts";
import { embeddedSwagger } from "./embedded-swagger.ts";
import { mergeTable } from "./merge-table.ts";

describe("the table of merge keys", () => {
  it("holds what the real kustomize embeds", async () => {
    expect(mergeTable(JSON.parse(await embeddedSwagger()))).toBe(builtInTable.trim());
  });

  it("can be made of what a kube-apiserver serves", () => {
    const list = { type: "array", "x-kubernetes-patch-strategy": "merge" };
    const reference = (name: string) => ({ $ref: `#/definitions/${name}` });
    const objects = (version: string, spec: object) => ({
      [`io.x.${version}.Widget`]: {
        properties: { metadata: reference("io.x.Meta"), spec: reference(`io.x.${version}.Spec`), size: {} },
        "x-kubernetes-group-version-kind": [{ group: "x", version, kind: "Widget" }],
      },
      [`io.x.${version}.Spec`]: { properties: spec },
    });
    const keyed = { ...list, "x-kubernetes-patch-merge-key": "name", items: reference("io.x.Part") };
    const definitions = {
      ...objects("v1", { parts: keyed }),
      ...objects("v2", { parts: { ...keyed, "x-kubernetes-list-map-keys": ["name", "kind"] } }),
      "io.x.Part": { properties: { tags: list }, additionalProperties: reference("io.x.Meta") },
      "io.x.Meta": { properties: { finalizers: list, labels: {} } },
      "io.x.Dull": { properties: { a: { type: "array" } } },
    };
    expect(mergeTable({ swagger: "2.0", definitions }).split("\n")).toEqual([
      "Meta = finalizers[] labels",
      "Part = *:Meta tags[]",
      "Spec = parts[name]:Part",
      "Spec.v2 = parts[name,kind]:Part",
      "Widget = metadata:Meta size spec:Spec",
      "Widget.v2 = metadata:Meta size spec:Spec.v2",
      "x/v1 Widget",
      "x/v2 Widget:Widget.v2",
    ]);
  });
});
