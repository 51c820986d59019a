import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { put, type Mapping } from "#shared/yaml/mapping.ts";

import { directedList, directedMapping, leniently, takesPlaceOf } from "./directive.ts";
import type { ListMerge } from "./list-merge.ts";
import { itself } from "./merge-keys.ts";
import { mergeLists, settleList } from "./merge-lists.ts";
import type { Place } from "./place.ts";
import { keepingQuotes } from "./quotes.ts";
import { Refusal, wrongKind } from "./refusal.ts";
import { nothingBelow, type MergeSchema, type SchemaBook } from "./schema-book.ts";
import { scalarText, shapeOf, type Shape } from "./scalar-text.ts";

export type MergeOptions = {
  readonly schemas: SchemaBook;
  /**
   * How a member of the target was written, which JSON does not tell. Upstream drops members without a value
   * (`labels:`) from whatever it patches, where a written `null` stays, and keeps quotes, see quotes.ts. Without it,
   * nulls were written, and text was in quotes where it had to be.
   */
  readonly writtenAs?: (mapping: JsonObject, name: string) => "blank" | "quoted" | undefined;
};

export type Merged =
  | { readonly outcome: "merged"; readonly value: Json }
  | { readonly outcome: "deleted" }
  | { readonly outcome: "refused"; readonly message: string };

/**
 * Applies a strategic merge patch as kustomize does, which is not as the API server does:
 * - `$setElementOrder/…`, `$deleteFromPrimitiveList/…` and `$retainKeys` are ordinary fields and stay;
 * - `$patch: replace` changes nothing where it asks for a whole object, or for an element that the target has;
 * - every list with merge keys is put in order, even if the patch does not mention it: doubled elements become one,
 *   empty ones go.
 * Upstream: api/filters/patchstrategicmerge, kyaml/yaml/merge2/merge2.go, kyaml/yaml/walk
 */
export function strategicMerge(target: Json, patch: Json, options: MergeOptions): Merged {
  try {
    const merged = merge(target, patch, { options, schema: undefined, place: undefined });
    const value = isJsonObject(patch) && takesPlaceOf(target, patch) ? target : merged;
    if (value === undefined || value === null) return { outcome: "deleted" };
    return { outcome: "merged", value };
  } catch (error) {
    if (error instanceof Refusal) return { outcome: "refused", message: error.message };
    throw error;
  }
}

/** Where the walk is, and what it knows of the place. */
type Walk = {
  readonly options: MergeOptions;
  readonly schema: MergeSchema | undefined;
  readonly place: Place;
};

/** Undefined clears the place. */
function merge(target: Json | undefined, patch: Json | undefined, walk: Walk): Json | undefined {
  if (patch === undefined && walk.schema === nothingBelow && walk.options.writtenAs === undefined)
    return target;
  const shape = commonShape(target, patch, walk);
  // A null of the target stays, one of the patch never does.
  if (shape === "nothing") return patch === undefined ? target : undefined;
  if (patch === null) return undefined;
  if (shape === "mapping") {
    const here = walk.schema === undefined ? inNested(walk, [target, patch]) : walk;
    return mergeMappings(mappingOf(target), mappingOf(patch), here);
  }
  if (shape === "list" && walk.schema?.mergeKeys !== undefined)
    return mergeKeyedLists(listOf(target), listOf(patch), walk);
  return patch ?? target;
}

/** What both are, or the one that is there. */
function commonShape(target: Json | undefined, patch: Json | undefined, { place }: Walk): Shape {
  const shape = shapeOf(target);
  const other = shapeOf(patch);
  if (shape === "nothing") return other;
  if (other === shape || other === "nothing") return shape;
  throw wrongKind(shape, other, place);
}

function mappingOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** An object inside of what is not known is looked up by its own apiVersion and kind. Upstream: `GetSchema` */
function inNested(walk: Walk, values: readonly (Json | undefined)[]): Walk {
  for (const value of values) {
    if (!isJsonObject(value)) continue;
    const apiVersion = scalarText(value["apiVersion"] ?? "");
    const kind = scalarText(value["kind"] ?? "");
    const schema = apiVersion && kind ? walk.options.schemas.schemaOf({ apiVersion, kind }) : undefined;
    if (schema !== undefined) return { ...walk, schema };
  }
  return walk;
}

/** Upstream: kyaml/yaml/merge2/merge2.go `VisitMap`, kyaml/yaml/walk/map.go */
function mergeMappings(
  target: JsonObject | undefined,
  patch: JsonObject | undefined,
  walk: Walk,
): JsonObject | undefined {
  if (patch === undefined) return target === undefined ? undefined : mergeMembers(target, {}, walk);
  const { directive, patch: rest } = target === undefined ? leniently(patch) : directedMapping(patch);
  if (directive === "delete") return undefined;
  if (target === undefined || directive === "replace") return settleMembers(rest, walk);
  return mergeMembers(target, rest, walk);
}

function mergeMembers(target: JsonObject, patch: JsonObject, walk: Walk): JsonObject {
  const members: Mapping = {};
  let isChanged = false;
  for (const name of Object.keys(target)) {
    const style = walk.options.writtenAs?.(target, name);
    const before = style === "blank" ? undefined : target[name];
    const merged = merge(before, memberOf(patch, name), below(walk, name));
    const after = keepingQuotes(before, merged, style === "quoted");
    if (after !== undefined) put(members, name, after);
    if (after !== target[name]) isChanged = true;
  }
  for (const name of Object.keys(patch).sort()) {
    if (Object.hasOwn(target, name)) continue;
    const added = merge(undefined, patch[name], below(walk, name));
    if (added === undefined) continue;
    put(members, name, added);
    isChanged = true;
  }
  return isChanged ? members : target;
}

function memberOf(mapping: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

function below({ options, schema, place }: Walk, name: string): Walk {
  return { options, schema: schema?.field(name), place: { parent: place, name } };
}

/** What becomes of a patch that nothing stands beside: it is merged with itself, and so loses nulls and directives. */
function settle(patch: Json | undefined, walk: Walk): Json | undefined {
  if (patch === null) return undefined;
  if (isJsonObject(patch)) {
    const { directive, patch: rest } = directedMapping(patch);
    const here = walk.schema === undefined ? inNested(walk, [patch]) : walk;
    return directive === "delete" ? undefined : settleMembers(rest, here);
  }
  if (!Array.isArray(patch) || walk.schema?.mergeKeys === undefined) return patch;
  const { directive, patch: rest } = directedList(patch);
  return directive === "delete" ? undefined : settleElements(rest, walk);
}

function settleMembers(patch: JsonObject, walk: Walk): JsonObject {
  const settled: Mapping = {};
  let isChanged = false;
  for (const name of Object.keys(patch)) {
    const after = settle(patch[name], below(walk, name));
    if (after !== undefined) put(settled, name, after);
    if (after !== patch[name]) isChanged = true;
  }
  return isChanged ? settled : patch;
}

/** Upstream: kyaml/yaml/merge2/merge2.go `VisitList` */
function mergeKeyedLists(
  target: readonly Json[] | undefined,
  patch: readonly Json[] | undefined,
  walk: Walk,
): readonly Json[] | undefined {
  if (target === undefined) return settleElements(patch ?? [], walk);
  if (patch === undefined) return mergeElements(target, [], walk);
  const { directive, patch: rest } = directedList(patch);
  if (directive === "delete") return undefined;
  return directive === "replace" ? settleElements(rest, walk) : mergeElements(target, rest, walk);
}

function mergeElements(target: readonly Json[], patch: readonly Json[], walk: Walk): readonly Json[] {
  return mergeLists({ target, patch }, elementsOf(walk));
}

function settleElements(patch: readonly Json[], walk: Walk): readonly Json[] {
  return settleList(patch, elementsOf(walk));
}

function elementsOf({ options, schema, place }: Walk): ListMerge {
  const { mergeKeys = [] } = schema ?? {};
  const walk = { options, schema: schema?.elements(), place };
  return {
    keys: mergeKeys.length === 0 ? [itself] : mergeKeys,
    merge: (target, patch) => merge(target, patch, walk),
    settle: (patch) => settle(patch, walk),
    place,
  };
}
