import type { Manifest } from "#shared/model/manifest.ts";

import type { Field, FieldReader } from "./field-reader.ts";
import { fieldPath, type FieldPath } from "./field-path.ts";
import { byType } from "./gvk-order.ts";
import { isSelected, type TypeSelector } from "./resource.ts";

/** A field of the objects of some types. Upstream: api/types/fieldspec.go */
export type FieldSpec = TypeSelector & {
  readonly path: FieldPath;
  /** Whether the field is made where it is missing. */
  readonly create: boolean;
};

type Places = TypeSelector & { readonly create?: boolean };

/** The same places in the objects of one type. */
export function fieldsOf(
  { create = false, ...types }: Places,
  paths: readonly string[],
): readonly FieldSpec[] {
  return paths.map((path) => ({ ...types, path: fieldPath(path), create }));
}

export function appliesTo(spec: FieldSpec, manifest: Manifest): boolean {
  return isSelected(manifest, manifest.kind, spec);
}

export const fieldSpecFields = ["group", "version", "kind", "path", "create"] as const;

export function readFieldSpec(reader: FieldReader, field: Field): FieldSpec {
  const members = reader.members(field, fieldSpecFields);
  return {
    group: reader.text(members.get("group")),
    version: reader.text(members.get("version")),
    kind: reader.text(members.get("kind")),
    path: fieldPath(reader.text(members.get("path"))),
    create: reader.flag(members.get("create")),
  };
}

export function readFieldSpecs(reader: FieldReader, field: Field | undefined): readonly FieldSpec[] {
  return reader.elements(field).map((spec) => readFieldSpec(reader, spec));
}

/** Field specs in upstream's order, or the one that is there already and says otherwise of `create`. */
export type MergedSpecs = { readonly specs: readonly FieldSpec[] } | { readonly conflict: FieldSpec };

/**
 * Adds what is not there yet; the very same list when there is nothing to add, or nothing to add to. A field of one
 * type makes a later one of all types superfluous, also in one list: so a user narrows down what is built in.
 * Upstream: api/types/fieldspec.go `MergeAll`
 */
export function mergedSpecs(known: readonly FieldSpec[], more: readonly FieldSpec[]): MergedSpecs {
  if (known === more) return { specs: known };
  let merged: FieldSpec[] | undefined;
  for (const spec of more) {
    const same = (merged ?? known).find((other) => isCovered(other, spec));
    if (same === undefined) merged = [...(merged ?? known), spec];
    else if (same.create !== spec.create) return { conflict: same };
  }
  if (known.length === 0 && merged?.length === more.length) return { specs: more };
  return { specs: merged ?? known };
}

/** Upstream: api/types/fieldspec.go `effectivelyEquals`: whether `spec`, added to a list, is there already as `one`. */
function isCovered(one: FieldSpec, spec: FieldSpec): boolean {
  const covers = (wanted: string | undefined, given: string | undefined): boolean =>
    !wanted || wanted === given;
  return (
    covers(spec.group, one.group) &&
    covers(spec.version, one.version) &&
    covers(spec.kind, one.kind) &&
    isSamePath(one.path, spec.path)
  );
}

export function isSamePath(one: FieldPath, other: FieldPath): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, isList }, index) => name === other[index]?.name && isList === other[index]?.isList)
  );
}

/** In upstream's order; the very same list when it is in order. */
export function sortedSpecs(specs: readonly FieldSpec[]): readonly FieldSpec[] {
  const isSorted = specs.every((spec, index) => index === 0 || byType(specs[index - 1] ?? spec, spec) <= 0);
  return isSorted ? specs : specs.toSorted(byType);
}
