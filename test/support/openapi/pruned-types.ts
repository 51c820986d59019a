import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** What there is to know of a field: how a list there is merged, and of which type its value or its elements are. */
export type FieldNote = { readonly keys?: readonly string[]; readonly type?: string };
export type PrunedType = ReadonlyMap<string, FieldNote>;

/**
 * The types below which a list is merged element by element. All their fields are kept, because a field that is not
 * known at all is looked up by its own kind; the other types have nothing to say.
 */
export function prunedTypes(definitions: JsonObject): ReadonlyMap<string, PrunedType> {
  const all = new Map<string, PrunedType>();
  for (const [name, definition] of Object.entries(definitions)) all.set(name, fieldsOf(definition));
  const telling = tellingTypes(all);
  return new Map(
    [...all]
      .filter(([name]) => telling.has(name))
      .map(([name, fields]) => [name, withoutTypes(fields, (type) => telling.has(type))]),
  );
}

/** The field `*` stands for all that are not named. */
function fieldsOf(definition: Json): PrunedType {
  const { properties = {}, additionalProperties } = isJsonObject(definition) ? definition : {};
  const fields = Object.entries(isJsonObject(properties) ? properties : {});
  if (isJsonObject(additionalProperties)) fields.push(["*", additionalProperties]);
  return new Map(fields.map(([field, schema]) => [field, noteOf(schema)]));
}

function noteOf(schema: Json): FieldNote {
  if (!isJsonObject(schema)) return {};
  if (typeof schema["$ref"] === "string") return { type: referred(schema["$ref"]) };
  const keys = schema["type"] === "array" ? mergeKeys(schema) : undefined;
  if (keys === undefined) return {};
  const elements = isJsonObject(schema["items"]) ? schema["items"]["$ref"] : undefined;
  return typeof elements === "string" ? { keys, type: referred(elements) } : { keys };
}

function referred(reference: string): string {
  return reference.replace(/^#\/definitions\//, "");
}

/** Upstream: kyaml/openapi/openapi.go `PatchStrategyAndKeyList`. */
function mergeKeys(schema: JsonObject): readonly string[] | undefined {
  const strategy = schema["x-kubernetes-patch-strategy"];
  if (typeof strategy !== "string" || !strategy.split(",").includes("merge")) return undefined;
  const keys = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(keys)) return keys.map(String);
  const key = schema["x-kubernetes-patch-merge-key"];
  return typeof key === "string" ? [key] : [];
}

function tellingTypes(all: ReadonlyMap<string, PrunedType>): ReadonlySet<string> {
  const telling = new Set<string>();
  for (let before = -1; before !== telling.size;) {
    before = telling.size;
    for (const [name, fields] of all)
      if ([...fields.values()].some(({ keys, type }) => keys !== undefined || telling.has(type ?? "")))
        telling.add(name);
  }
  return telling;
}

function withoutTypes(fields: PrunedType, isKept: (type: string) => boolean): PrunedType {
  return new Map(
    [...fields].map(([field, { keys, type }]) => [
      field,
      { ...(keys && { keys }), ...(type !== undefined && isKept(type) && { type }) },
    ]),
  );
}
