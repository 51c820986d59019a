import { isJsonObject, type Json } from "#shared/model/json.ts";

import { isEmpty, leniently, takesPlaceOf } from "./directive.ts";
import { memberOf, setElement, type Slot } from "./element-setter.ts";
import { sameOr, type ListMerge, type Lists } from "./list-merge.ts";
import { itself, keyTexts } from "./merge-keys.ts";
import { completed, type Texts } from "./partial-keys.ts";
import { printedPlace, type Place } from "./place.ts";
import { Refusal } from "./refusal.ts";
import { scalarText } from "./scalar-text.ts";

/** Merging these takes the square of their length, and may make them twice as long. */
const mostElements = 1_000;

/**
 * Merges lists in which elements lack their key or share it, the way upstream does: step by step, each step seeing what
 * the last one left. What comes of it is often not what anybody wants, an element without a key wipes out those
 * before it, but it is what kustomize users get.
 * Upstream: kyaml/yaml/walk/associative_sequence.go
 */
export function mergeOddLists({ target, patch }: Lists, how: ListMerge): readonly Json[] {
  return sameOr(target, mergeSlots(slotsOf(target), slotsOf(patch), how));
}

export function settleOddList(patch: readonly Json[], how: ListMerge): readonly Json[] {
  const slots = slotsOf(patch);
  return sameOr(patch, mergeSlots(slots, slots, how));
}

function slotsOf(list: readonly Json[]): Slot[] {
  return list.map((value) => ({ value }));
}

/** The same list twice is one that is merged with itself. */
function mergeSlots(target: Slot[], patch: Slot[], how: ListMerge): readonly Json[] {
  if (target.length + patch.length > mostElements) throw tooLong(target.length + patch.length, how.place);
  const { place } = how;
  const distinct = distinctTexts([...patch, ...target], how.keys);
  const all = how.keys.length > 1 ? completed(distinct) : distinct;
  const some = how.keys.map((_, at) => all.some((texts) => texts[at] !== ""));
  const inUse = <T>(values: readonly T[]): readonly T[] =>
    some.includes(true) ? values.filter((_, at) => some[at]) : values;
  const keys = inUse(how.keys);
  const merged: Slot[] = [];
  for (const full of all) {
    const texts = inUse(full);
    const slot = mergeFound(find(target, keys, texts), find(patch, keys, texts), how);
    if (slot === undefined || isEmpty(slot.value)) setElement(target, { keys, texts, place });
    else setElement(merged, { keys, texts, element: slot, place });
  }
  if (all.length === 0) return target.map(({ value }) => value);
  for (const slot of target) append(merged, slot, { keys, place });
  return merged.map(({ value }) => value);
}

function tooLong(count: number, place: Place): Refusal {
  return new Refusal(
    `${count} elements in ${printedPlace(place)}, some of which lack their merge key or share it, are too many to be merged`,
  );
}

function distinctTexts(slots: readonly Slot[], keys: readonly string[]): readonly Texts[] {
  const found = new Map<string, Texts>();
  for (const { value } of slots) {
    const texts = keyTexts(value, keys);
    const id = JSON.stringify(texts);
    if (!found.has(id)) found.set(id, texts);
  }
  return [...found.values()];
}

/** The first element with these keys; those that have no text count only when none has. */
function find(slots: readonly Slot[], keys: readonly string[], texts: Texts): Slot | undefined {
  if (keys[0] === itself) return slots.find(({ value }) => scalarText(value) === texts[0]);
  const counted = keys.flatMap((key, at) => (texts[at] === "" ? [] : [{ key, text: texts[at] }]));
  const wanted = counted.length === 0 ? keys.map((key) => ({ key, text: "" })) : counted;
  return slots.find(
    ({ value }) =>
      isJsonObject(value) &&
      wanted.every(({ key, text }) => Object.hasOwn(value, key) && scalarText(value[key]) === text),
  );
}

/** Merges in place: whichever of the two lists the result is from has it afterwards. */
function mergeFound(target: Slot | undefined, patch: Slot | undefined, how: ListMerge): Slot | undefined {
  const value =
    target !== undefined && target === patch
      ? how.settle(target.value)
      : how.merge(target?.value, patch?.value);
  const isPatch = target === undefined || (patch !== undefined && takesPlaceOf(target.value, patch.value));
  // The directive has been followed. Should the element be found again, it has none any more.
  if (patch !== undefined && isJsonObject(patch.value)) patch.value = leniently(patch.value).patch;
  const holder = isPatch ? patch : target;
  if (holder === undefined || value === undefined) return undefined;
  holder.value = value;
  return holder;
}

/** Upstream: `appendListNode` */
function append(merged: Slot[], element: Slot, { keys, place }: Pick<ListMerge, "keys" | "place">): void {
  if (keys[0] === itself)
    return setElement(merged, { keys, texts: [scalarText(element.value)], element, place });
  const texts: string[] = [];
  for (const key of keys) {
    const value = memberOf(element.value, key, place);
    if (value === undefined) merged.push(element);
    else texts.push(scalarText(value));
  }
  if (keys.length > 1) setElement(merged, { keys, texts, place });
  setElement(merged, { keys, texts, element, place });
}
