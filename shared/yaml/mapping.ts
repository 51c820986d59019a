import { isJsonObject, type Json } from "#shared/model/json.ts";

import { Refusal } from "./refusal.ts";

/** A mapping that is still being read. */
export type Mapping = { [key: string]: Json };

/** A key may be called `__proto__`; assigning to it would change what the object is. */
export function put(mapping: Mapping, key: string, value: Json): void {
  if (key !== "__proto__") mapping[key] = value;
  else Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
}

/** What `<<` brings in: the mapping's own keys win, then those of the mapping merged first. */
export function merge(mapping: Mapping, merges: Json, offset: number): void {
  for (const source of Array.isArray(merges) ? merges : [merges]) {
    if (!isJsonObject(source))
      throw new Refusal(
        "merges with << what is no mapping: map merge requires map or sequence of maps as the value",
        offset,
        "Merge mappings only",
      );
    for (const [key, value] of Object.entries(source))
      if (!Object.hasOwn(mapping, key)) put(mapping, key, value);
  }
}
