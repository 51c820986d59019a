import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { changedList, withMember } from "./change.ts";
import type { Complain } from "./transformer.ts";

/** One name on the way to a field. `containers[]` says that the field is a list. */
type Step = { readonly name: string; readonly isList: boolean; readonly fault?: string };
export type FieldPath = readonly Step[];

/** `spec/template/spec/containers[]/image`; a "/" inside a name is written `\/`. Upstream: kyaml/utils/pathsplitter.go */
export function fieldPath(text: string): FieldPath {
  return text
    .replace(/^\//, "")
    .split(/(?<!\\)\//)
    .map((part) => stepOf(part.replaceAll("\\/", "/")));
}

function stepOf(part: string): Step {
  const isList = part.endsWith("[]");
  const name = isList ? part.slice(0, -2) : part;
  const fault = faultOf(name);
  return fault === undefined ? { name, isList } : { name, isList, fault };
}

/** Why no mapping is entered by this name, whether or not it has it. Upstream: kyaml/yaml/fns.go `PathGetter` */
function faultOf(name: string): string | undefined {
  if (name === "") return "cannot set or create an empty field name";
  if (name === "*") return "wildcard is not supported in PathGetter";
  if (!/^(?:[-+]?\d+|-|\[.*\])$/s.test(name)) return undefined;
  return `wrong node kind: expected SequenceNode for ${name} but got MappingNode`;
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
  /** Called where the path does not fit what it leads through. */
  readonly wrongShape: Complain;
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
  for (const { name, fault } of path) {
    if (!isJsonObject(value) || fault !== undefined) return false;
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
    "Nest the field as the API does",
  );
  return value;
}

function changeMember(mapping: JsonObject, at: number, walk: Walk): Json {
  const { name, isList, fault } = walk.path[at] ?? noStep;
  if (fault !== undefined) {
    const place = walk.path.map((step) => step.name).join("/");
    walk.visit.wrongShape(
      `has no field that ${JSON.stringify(place)} could mean: ${fault}`,
      "Write a field spec with the names of fields alone: it enters every list by itself",
    );
    return mapping;
  }
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
