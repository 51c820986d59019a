import { isJsonObject, type Json } from "#shared/model/json.ts";

import { scalarText } from "./scalar-text.ts";

/** The key of a list of scalars, which are told apart by what they are. */
export const itself = "";

/** The texts of an element's keys, "" for each that it lacks. Upstream: kyaml/yaml/rnode.go `ElementValuesList` */
export function keyTexts(element: Json, keys: readonly string[]): readonly string[] {
  return keys.map((key) => {
    if (key === itself) return scalarText(element);
    const value = isJsonObject(element) && Object.hasOwn(element, key) ? element[key] : undefined;
    return value === null ? "" : scalarText(value);
  });
}

/** A key that no element has tells none apart. Upstream: kyaml/yaml/walk/associative_sequence.go `validateKeys` */
export function usedKeys(lists: readonly (readonly Json[])[], keys: readonly string[]): readonly string[] {
  if (keys.length === 1) return keys;
  const used = keys.filter((key) => lists.some((list) => list.some((element) => hasKey(element, key))));
  return used.length === 0 ? keys : used;
}

function hasKey(element: Json, key: string): boolean {
  return keyTexts(element, [key])[0] !== "";
}
