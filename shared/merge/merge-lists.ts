import type { Json } from "#shared/model/json.ts";

import { isEmpty, takesPlaceOf } from "./directive.ts";
import { sameOr, type ListMerge, type Lists } from "./list-merge.ts";
import { keyTexts, usedKeys } from "./merge-keys.ts";
import { mergeOddLists, settleOddList } from "./odd-lists.ts";

/**
 * What the patch has comes first and in the patch's order, then the rest of the target. Where it takes several keys to
 * tell elements apart, what is new comes first and the target keeps its order.
 * Upstream: kyaml/yaml/walk/associative_sequence.go `setAssociativeSequenceElements`
 */
export function mergeLists({ target, patch }: Lists, how: ListMerge): readonly Json[] {
  const keys = usedKeys([patch, target], how.keys);
  const targetBy = elementsBy(target, keys);
  const patchBy = elementsBy(patch, keys);
  if (targetBy === undefined || patchBy === undefined) return mergeOddLists({ target, patch }, how);
  const mergedBy = new Map<string, Json>();
  for (const [key, element] of patchBy) {
    const counterpart = targetBy.get(key);
    const merged = how.merge(counterpart, element);
    if (isKept(merged))
      mergedBy.set(key, counterpart === undefined ? merged : chosen(counterpart, element, merged));
  }
  for (const [key, element] of targetBy) {
    const merged = patchBy.has(key) ? undefined : how.merge(element, undefined);
    if (isKept(merged)) mergedBy.set(key, merged);
  }
  const order = keys.length === 1 ? mergedBy.keys() : [...fresh(patchBy, targetBy), ...targetBy.keys()];
  return sameOr(target, [...order].map((key) => mergedBy.get(key)).filter(isKept));
}

/** Elements that would take the patch's place whole are left as they are. Upstream: `appendListNode` */
function chosen(target: Json, patch: Json, merged: Json): Json {
  return takesPlaceOf(target, patch) ? target : merged;
}

function fresh(patchBy: ReadonlyMap<string, Json>, targetBy: ReadonlyMap<string, Json>): readonly string[] {
  return [...patchBy.keys()].filter((key) => !targetBy.has(key));
}

/** A list that nothing stands beside. */
export function settleList(patch: readonly Json[], how: ListMerge): readonly Json[] {
  if (elementsBy(patch, usedKeys([patch], how.keys)) === undefined) return settleOddList(patch, how);
  return sameOr(patch, patch.map(how.settle).filter(isKept));
}

/** The elements by their keys; undefined when one lacks a key or two have the same. */
function elementsBy(list: readonly Json[], keys: readonly string[]): ReadonlyMap<string, Json> | undefined {
  const found = new Map<string, Json>();
  for (const element of list) {
    const texts = keyTexts(element, keys);
    if (isEmpty(element) || texts.includes("")) return undefined;
    found.set(texts.length === 1 ? (texts[0] ?? "") : JSON.stringify(texts), element);
  }
  return found.size === list.length ? found : undefined;
}

function isKept(element: Json | undefined): element is Json {
  return !isEmpty(element);
}
