import { isJsonObject, type Json } from "#shared/model/json.ts";

/** How many values there are in one, itself included, and how many levels. */
export function measured(value: Json): { readonly values: number; readonly depth: number } {
  const members = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  let values = 1;
  let depth = 0;
  for (const member of members) {
    const inner = measured(member);
    values += inner.values;
    depth = Math.max(depth, inner.depth);
  }
  return { values, depth: depth + 1 };
}
