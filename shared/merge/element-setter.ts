import { isJsonObject, type Json } from "#shared/model/json.ts";

import { isEmpty } from "./directive.ts";
import { itself } from "./merge-keys.ts";
import type { Texts } from "./partial-keys.ts";
import type { Place } from "./place.ts";
import { wrongKind } from "./refusal.ts";
import { scalarText, shapeOf } from "./scalar-text.ts";

/** An element that can be in two lists at once: whoever changes it changes it in both. */
export type Slot = { value: Json };

export type Setting = {
  readonly keys: readonly string[];
  /** What the keys must be; fewer than keys leave the last keys open, none match nothing and keep nothing. */
  readonly texts: Texts;
  /** What takes the place of every match, or comes last when there is none. Undefined: matches go. */
  readonly element?: Slot;
  readonly place: Place;
};

/** Changes the list itself. Empty elements go whatever is set. Upstream: kyaml/yaml/fns.go `ElementSetter` */
export function setElement(list: Slot[], setting: Setting): void {
  const { keys, texts, element } = setting;
  const isForMappings = keys[0] !== itself && (texts[0] ?? "") !== "";
  const kept: Slot[] = [];
  let isFound = false;
  for (const slot of list) {
    if (isEmpty(slot.value)) continue;
    if (isForMappings && !isJsonObject(slot.value)) kept.push(slot);
    else if (matches(slot.value, setting)) {
      isFound = true;
      if (element !== undefined) kept.push(element);
    } else if (texts.length > 0) kept.push(slot);
  }
  if (element !== undefined && element.value !== null && !isFound) kept.push(element);
  list.splice(0, list.length, ...kept);
}

function matches(value: Json, { keys, texts, place }: Setting): boolean {
  return texts.length > 0 && texts.every((text, at) => hasText(value, { key: keys[at] ?? "", text, place }));
}

/** Any value will do where no text is asked for. Upstream: kyaml/yaml/fns.go `FieldMatcher` */
function hasText(
  value: Json,
  { key, text, place }: { readonly key: string; readonly text: string; readonly place: Place },
): boolean {
  if (key === itself) {
    if (shapeOf(value) !== "scalar") throw wrongKind("scalar", shapeOf(value), place);
    return scalarText(value) === text;
  }
  const member = memberOf(value, key, place);
  return member !== undefined && (text === "" || scalarText(member) === text);
}

/** The field of an element that must be a mapping. */
export function memberOf(value: Json, name: string, place: Place): Json | undefined {
  if (value === null) return undefined;
  if (!isJsonObject(value)) throw wrongKind("mapping", shapeOf(value), place);
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
