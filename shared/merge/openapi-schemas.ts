import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

import { mappingOf, typeId, typeNamed, type OpenApiDocument } from "./openapi-document.ts";
import type { MergeSchema, SchemaBook } from "./schema-book.ts";

/** What is known of a definition that the document names and does not hold. */
export type Elsewhere = (definition: string) => MergeSchema | undefined;

type Definitions = { readonly definitions: JsonObject; readonly elsewhere: Elsewhere };

/**
 * What a user's own document (`openapi.path` of a kustomization) says of merging. It stands in for the types that
 * kustomize knows by itself: beside it nothing is known of them. Types are the definitions that carry
 * `x-kubernetes-group-version-kind`; only lists with `x-kubernetes-patch-strategy` are merged, by the keys of
 * `x-kubernetes-list-map-keys` or by `x-kubernetes-patch-merge-key`.
 * Upstream: kyaml/openapi/openapi.go `AddDefinitions`, `Field`, `Elements`, `PatchStrategyAndKeyList`
 */
export function schemasFromOpenApi(
  { definitions }: OpenApiDocument,
  elsewhere: Elsewhere,
): SchemaBook["schemaOf"] {
  const definitionBy = new Map<string, Json>();
  for (const definition of Object.values(definitions)) {
    const entries = mappingOf(definition)["x-kubernetes-group-version-kind"];
    for (const entry of Array.isArray(entries) ? entries : []) {
      const type = typeNamed(entry);
      if (type !== undefined) definitionBy.set(typeId(type), definition);
    }
  }
  return (type) => {
    const definition = definitionBy.get(typeId(type));
    return definition === undefined ? undefined : schemaOf(mappingOf(definition), { definitions, elsewhere });
  };
}

function schemaOf(schema: JsonObject, definitions: Definitions): MergeSchema {
  return {
    mergeKeys: mergeKeysOf(schema),
    field: (name) => {
      const properties = mappingOf(schema["properties"]);
      const found = Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"];
      return isJsonObject(found) ? resolved(found, definitions) : undefined;
    },
    elements: () =>
      isArray(schema["type"]) && isJsonObject(schema["items"])
        ? resolved(schema["items"], definitions)
        : undefined,
  };
}

function isArray(type: Json | undefined): boolean {
  return type === "array" || (Array.isArray(type) && type.length === 1 && type[0] === "array");
}

function mergeKeysOf(schema: JsonObject): readonly string[] | undefined {
  const strategy = schema["x-kubernetes-patch-strategy"];
  if (typeof strategy !== "string" || !strategy.split(",").includes("merge")) return undefined;
  const keys = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(keys)) return keys.filter((key) => typeof key === "string");
  const key = schema["x-kubernetes-patch-merge-key"];
  return typeof key === "string" ? [key] : [];
}

/** A chain of references longer than this leads in a circle. */
const mostReferences = 100;

/** What stands beside a `$ref` does not count. Undefined when it leads nowhere. */
function resolved(schema: JsonObject, all: Definitions): MergeSchema | undefined {
  let at: Json | undefined = schema;
  for (let count = 0; count < mostReferences && isJsonObject(at); count++) {
    const reference: Json | undefined = at["$ref"];
    if (typeof reference !== "string" || reference === "") return schemaOf(at, all);
    at = referred(reference, all.definitions);
    if (at === undefined) return all.elsewhere(reference.slice(reference.lastIndexOf("/") + 1));
  }
  return undefined;
}

/** `#/definitions/io.k8s.api.core.v1.PodSpec` */
function referred(reference: string, definitions: JsonObject): Json | undefined {
  let at: Json | undefined = { definitions };
  for (const part of reference.replace(/^[^#]*#\/?/, "").split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}
