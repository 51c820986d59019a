import { mergedSpecs, type FieldSpec } from "./field-spec.ts";
import type { TypeSelector } from "./resource.ts";

/** Objects of a type, and every field of others that may name one of them. */
export type NameReference = { readonly target: TypeSelector; readonly referrers: readonly FieldSpec[] };

export type MergedReferences =
  | { readonly references: readonly NameReference[] }
  | { readonly conflict: FieldSpec };

/** Upstream: api/internal/plugins/builtinconfig/namebackreferences.go `mergeAll` */
export function mergedReferences(
  known: readonly NameReference[],
  more: readonly NameReference[],
): MergedReferences {
  if (known === more || known.length === 0) return { references: more };
  const references = [...known];
  let isChanged = false;
  for (const reference of more) {
    const index = references.findIndex(({ target }) => isSameType(target, reference.target));
    const same = references[index];
    if (same === undefined) {
      references.push(reference);
      isChanged = true;
      continue;
    }
    const merged = mergedSpecs(same.referrers, reference.referrers);
    if ("conflict" in merged) return merged;
    if (merged.specs === same.referrers) continue;
    references[index] = { target: same.target, referrers: merged.specs };
    isChanged = true;
  }
  return { references: isChanged ? references : known };
}

function isSameType(one: TypeSelector, other: TypeSelector): boolean {
  return (
    (one.group ?? "") === (other.group ?? "") &&
    (one.version ?? "") === (other.version ?? "") &&
    (one.kind ?? "") === (other.kind ?? "")
  );
}
