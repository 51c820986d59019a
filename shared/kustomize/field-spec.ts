import type { Manifest } from "#shared/model/manifest.ts";

import { fieldPath, type FieldPath } from "./field-path.ts";
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
