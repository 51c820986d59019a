import { describe, expect, it } from "vitest";
import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { bookOver, type SchemaBook } from "#shared/merge/schema-book.ts";
import { schemaBookFor, schemaBookFromOpenApi } from "#shared/merge/schema-book-for.ts";
import { strategicMerge } from "#shared/merge/strategic-merge.ts";
import type { Json } from "#shared/model/json.ts";

const widget = { group: "example.com", version: "v1", kind: "Widget" };
const type = { apiVersion: "example.com/v1", kind: "Widget" };

/** A document in which a Widget's spec has a list of that schema. */
const withList = (list: Json, definitions = {}): Json => ({
  definitions: {
    Widget: {
      "x-kubernetes-group-version-kind": [widget],
      properties: { spec: { properties: { list } } },
    },
    ...definitions,
  },
});
const merging = (...keys: string[]) => ({
  type: "array",
  items: {},
  "x-kubernetes-patch-strategy": "merge",
  "x-kubernetes-list-map-keys": keys,
});

function book(document: Json): SchemaBook {
  const made = schemaBookFromOpenApi(document);
  if (typeof made === "string") throw new Error(made);
  return made;
}

const listIn = (document: Json) => book(document).schemaOf(type)?.field("spec")?.field("list");

describe("the field openapi of a kustomization", () => {
  it.each([{ version: undefined }, { version: "" }, { version: "v1.21.2" }])(
    "asks for the built-in types with $version",
    (field) => expect(schemaBookFor({ ...field, document: undefined })).toBe(builtInSchemas),
  );

  it.each([
    { version: "v1.20.4", document: undefined, says: "the specified OpenAPI version is not built in" },
    { version: "v1.21.2", document: {}, says: "builtin version and custom schema provided, cannot use both" },
    { version: "", document: {}, says: "builtin version and custom schema provided, cannot use both" },
    { version: undefined, document: "text", says: "invalid schema file: it is no mapping" },
    { version: undefined, document: [], says: "invalid schema file: it is no mapping" },
    {
      version: undefined,
      document: { definitions: 5 },
      says: "invalid schema file: its definitions are no mapping",
    },
  ])("is refused with $version and $document", ({ says, ...field }) => {
    expect(schemaBookFor(field)).toBe(says);
  });

  it("asks with a document for nothing but that document's types", () => {
    const document = withList(merging("name"));
    const made = schemaBookFor({ version: undefined, document });
    expect(made).toMatchObject({ schemaOf: expect.any(Function) as unknown });
    expect(book(document).schemaOf({ apiVersion: "apps/v1", kind: "Deployment" })).toBeUndefined();
    expect(book(document).schemaOf(type)).toBeDefined();
  });
});

describe("a list in a document of one's own", () => {
  it.each([
    { about: "several keys", list: merging("name", "kind"), keys: ["name", "kind"] },
    { about: "scalars", list: { type: "array", "x-kubernetes-patch-strategy": "merge" }, keys: [] },
    {
      about: "one key, and another strategy beside",
      list: {
        type: ["array"],
        "x-kubernetes-patch-strategy": "retainKeys,merge",
        "x-kubernetes-patch-merge-key": "name",
      },
      keys: ["name"],
    },
    { about: "keys, but no strategy", list: { "x-kubernetes-list-map-keys": ["name"] }, keys: undefined },
    {
      about: "a strategy that replaces",
      list: { "x-kubernetes-patch-strategy": "replace" },
      keys: undefined,
    },
  ])("with $about is merged by $keys", ({ list, keys }) => {
    expect(listIn(withList(list))?.mergeKeys).toEqual(keys);
  });

  it("is found behind references, beside which nothing counts", () => {
    const list = { ...merging("gone"), $ref: "#/definitions/a~1List" };
    const document = withList(list, { "a/List": { $ref: "#/definitions/B" }, B: merging("name") });
    expect(listIn(document)?.mergeKeys).toEqual(["name"]);
  });

  it.each(["#/definitions/Nowhere", "#/definitions/Circle", "elsewhere.json"])(
    "is not known behind the reference %s",
    (reference) => {
      const document = withList({ $ref: reference }, { Circle: { $ref: "#/definitions/Circle" } });
      expect(listIn(document)).toBeUndefined();
    },
  );

  it("is known under any name where a mapping has one type of values", () => {
    const spec = { additionalProperties: merging("name") };
    const document = {
      definitions: { Widget: { "x-kubernetes-group-version-kind": [widget], properties: { spec } } },
    };
    expect(book(document).schemaOf(type)?.field("spec")?.field("whatever")?.mergeKeys).toEqual(["name"]);
  });

  it("is merged so", () => {
    const target = { ...type, spec: { list: [{ name: "a", size: 1 }] } };
    const patch = { ...type, spec: { list: [{ name: "b" }, { name: "a", size: 2 }] } };
    expect(strategicMerge(target, patch, { schemas: book(withList(merging("name"))) })).toMatchObject({
      value: { spec: { list: [{ name: "b" }, { name: "a", size: 2 }] } },
    });
  });
});

describe("where objects live", () => {
  const read = (kind: string) => ({ get: { "x-kubernetes-group-version-kind": { ...widget, kind } } });
  const scopeOf = (kind: string) =>
    book({
      paths: {
        "/apis/example.com/v1/widgets": read("Widget"),
        "/apis/example.com/v1/namespaces/{namespace}/widgets/{name}": read("Widget"),
        "/apis/example.com/v1/worlds": read("World"),
        "/apis/example.com/v1/thoughts": { post: read("Thought").get },
      },
    }).scopeOf({ apiVersion: "example.com/v1", kind });

  it("is learnt from the paths under which they can be read", () => {
    expect([scopeOf("Widget"), scopeOf("World"), scopeOf("Thought")]).toEqual([
      "namespaced",
      "cluster",
      undefined,
    ]);
  });
});

describe("one book over another", () => {
  it("knows what either knows", () => {
    const both = bookOver(book(withList(merging("name"))), builtInSchemas);
    expect(both.schemaOf(type)).toBeDefined();
    expect(both.schemaOf({ apiVersion: "v1", kind: "Pod" })).toBeDefined();
  });
});
