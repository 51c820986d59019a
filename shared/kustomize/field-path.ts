import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { changedList, withMember } from "./change.ts";

/** One name on the way to a field. `containers[]` says that the field is a list. */
type Step = { readonly name: string; readonly isList: boolean };
export type FieldPath = readonly Step[];

/** `spec/template/spec/containers[]/image`; a "/" inside a name is written `\/`. Upstream: kyaml/utils/pathsplitter.go */
export function fieldPath(text: string): FieldPath {
  return text
    .replace(/^\//, "")
    .split(/(?<!\\)\//)
    .map((part) => part.replaceAll("\\/", "/"))
    .map((part) =>
      part.endsWith("[]") ? { name: part.slice(0, -2), isList: true } : { name: part, isList: false },
    );
}

/** As users write it, with dots. */
export function printedPath(path: FieldPath): string {
  return path.map(({ name }) => name).join(".");
}

export type Visit = {
  /** Makes the new value of the field; the same value changes nothing. */
  readonly change: (value: Json) => Json;
  /** What an absent field is before it is changed, for paths that create it: null for a scalar. */
  readonly create?: null | JsonObject;
  /** Called with the place where the path runs into text or a number, and says what is wrong there. */
  readonly wrongShape: (message: string) => void;
};

export function isScalar(value: Json): value is null | boolean | number | string | WrittenNumber {
  return typeof value !== "object" || value === null || value instanceof WrittenNumber;
}

/**
 * Changes a field, sharing everything beside the path with what was given. Lists on the way are entered at every
 * element without being named. Upstream: api/filters/fieldspec/fieldspec.go
 */
export function changeAt(manifest: Manifest, path: FieldPath, visit: Visit): Manifest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a path's end never replaces the manifest itself
  return changeBelow(manifest, 0, { path, visit }) as Manifest;
}

/** Whether a mapping on the way lacks the next name: most fields are in few objects, and this is soon seen. */
export function isAbsent(manifest: Manifest, path: FieldPath): boolean {
  let value: Json | undefined = manifest;
  for (const { name } of path) {
    if (!isJsonObject(value)) return false;
    if (!Object.hasOwn(value, name)) return true;
    value = value[name];
  }
  return false;
}

type Walk = { readonly path: FieldPath; readonly visit: Visit };

function changeBelow(value: Json, at: number, walk: Walk): Json {
  if (at === walk.path.length) return walk.visit.change(value);
  // "" is what an empty value inside {…} became, see shared/yaml: upstream still sees null here.
  if (value === null || value === "") return value;
  if (Array.isArray(value)) return changedList(value, (element) => changeBelow(element, at, walk));
  if (isJsonObject(value)) return changeMember(value, at, walk);
  const place = printedPath(walk.path.slice(0, at));
  walk.visit.wrongShape(
    `has ${typeof value === "string" ? "text" : `a ${typeof value}`} in ${place}, where a list or mapping belongs`,
  );
  return value;
}

function changeMember(mapping: JsonObject, at: number, walk: Walk): Json {
  const { name, isList } = walk.path[at] ?? noStep;
  const found = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
  const isLast = at + 1 === walk.path.length;
  const creates = walk.visit.create !== undefined && !isList;
  if (found === undefined && !creates) return mapping;
  const isMissing = found === undefined || found === null || (found === "" && !isLast);
  const value = changeBelow(isMissing ? standIn(walk, isList, isLast) : found, at + 1, walk);
  if (value === found || (value === null && found === "")) return mapping;
  return withMember(mapping, name, value);
}

const noStep: Step = { name: "", isList: false };

/** What a missing field is taken for: the list that its name promises, or what the path creates. */
function standIn({ visit: { create } }: Walk, isList: boolean, isLast: boolean): Json {
  if (isList) return [];
  if (create === undefined) return null;
  return isLast ? create : {};
}
