import type { Json, JsonObject } from "#shared/model/json.ts";
import { put } from "#shared/yaml/mapping.ts";

/** The list with each element changed; the same list when none was. */
export function changedList(list: readonly Json[], change: (element: Json) => Json): readonly Json[] {
  const changed = list.map(change);
  return changed.some((element, index) => element !== list[index]) ? changed : list;
}

/** The mapping with each member changed; the same mapping when none was. */
export function changedMembers(
  mapping: JsonObject,
  change: (member: Json, name: string) => Json,
): JsonObject {
  let changed = mapping;
  for (const name of Object.keys(mapping)) {
    const member = mapping[name] ?? null;
    const next = change(member, name);
    if (next !== member) changed = withMember(changed, name, next);
  }
  return changed;
}

/** A copy that differs in one member. Writing into a fresh copy takes about half the time of `{ ...m, [n]: v }`. */
export function withMember(mapping: JsonObject, name: string, value: Json): JsonObject {
  const copy = { ...mapping };
  put(copy, name, value);
  return copy;
}
