import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { isKeyed, isLeaf, parsed, type FieldPath } from "./field-path.ts";

/** What is applied of an object's head; its name and kind nobody can take away. */
const ofMetadata: ReadonlySet<string> = new Set(["labels", "annotations"]);
/** What is not sent as it is declared, or is owned by nobody. */
const elsewhere: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status", "stringData"]);

/** The fields that Git declares and our entry of `managedFields` does not name, the uppermost of each. */
export function lostFields(desired: Json, ours: Json): FieldPath[] {
  if (!isJsonObject(desired) || !isJsonObject(ours)) return [];
  const { metadata } = desired;
  const body = Object.fromEntries(Object.entries(desired).filter(([name]) => !elsewhere.has(name)));
  const head = isJsonObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([name]) => ofMetadata.has(name)))
    : {};
  return [...lostOf(body, ours, []), ...lostOf({ metadata: head }, ours, [])];
}

function lostOf(desired: Json, ours: JsonObject, above: FieldPath): FieldPath[] {
  return stepsOf(desired, ours).flatMap(([step, below]) => {
    const path = [...above, step];
    const owned = ours[step];
    if (owned === undefined) return isEmpty(below) ? [] : [path];
    return isJsonObject(owned) && !isLeaf(owned) ? lostOf(below, owned, path) : [];
  });
}

/** The members of a value, spelled as our entry spells them where it names them. */
function stepsOf(desired: Json, ours: JsonObject): (readonly [string, Json])[] {
  if (isJsonObject(desired)) return Object.entries(desired).map(([name, below]) => [`f:${name}`, below]);
  if (!Array.isArray(desired)) return [];
  const items: readonly Json[] = desired;
  const keys = Object.keys(ours).filter((step) => step.startsWith("k:"));
  return items.map((item, place) => {
    if (!isJsonObject(item)) return [`v:${canonicalJson(item)}`, item];
    const step = keys.find((key) => isKeyed(item, parsed(key.slice(2))));
    return [step ?? (isNamed(item) ? `k:${canonicalJson({ name: item.name })}` : `i:${place}`), item];
  });
}

function isNamed(item: JsonObject): item is JsonObject & { readonly name: string } {
  return typeof item["name"] === "string";
}

/** The API server drops these, so that nobody owns them. */
function isEmpty(value: Json): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
