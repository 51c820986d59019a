import type { Resource } from "#shared/kustomize/resource.ts";
import type { Schemas } from "#shared/kustomize/workshop.ts";
import type { SchemaBook } from "#shared/merge/schema-book.ts";

import { applyPatch, type Patched, type StrategicPatch } from "./apply-patch.ts";
import { withTextMarks } from "./text-marks.ts";

type MergeWith = (resource: Resource, schemas: Schemas) => Patched;

/** A patch at work. It remembers what it has made of an object: a patch that is kept for later builds meets it again. */
export type Merge = {
  readonly patch: StrategicPatch;
  /** For the one object that the patch names itself. */
  readonly asGiven: MergeWith;
  /** For objects that something else has chosen. */
  readonly asCopied: MergeWith;
};

export function merging(patch: StrategicPatch): Merge {
  const copied = withTextMarks(patch.copied);
  return {
    patch,
    asGiven: remembered((resource, schemas) => applyPatch(resource, patch, schemas)),
    asCopied: remembered((resource, schemas) => {
      const { apiVersion } = resource.manifest;
      return applyPatch(resource, { ...patch, manifest: { ...copied, apiVersion } }, schemas);
    }),
  };
}

/** For as long as the same schemas hold. */
function remembered(merge: MergeWith): MergeWith {
  let book: SchemaBook | undefined;
  let patchedBy = new WeakMap<Resource, Patched>();
  return (resource, schemas) => {
    if (schemas.book !== book) {
      book = schemas.book;
      patchedBy = new WeakMap();
    }
    const known = patchedBy.get(resource);
    if (known !== undefined) {
      schemas.haveMerged = true;
      return known;
    }
    const patched = merge(resource, schemas);
    patchedBy.set(resource, patched);
    return patched;
  };
}
