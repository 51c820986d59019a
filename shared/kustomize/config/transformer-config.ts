import { mergedSpecs, sortedSpecs, type FieldSpec } from "#shared/kustomize/field-spec.ts";
import { byType } from "#shared/kustomize/gvk-order.ts";
import { mergedReferences, type NameReference } from "#shared/kustomize/name-reference.ts";

/** The steps that can be told which fields to work on. */
export const specFields = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "templateLabels",
  "commonAnnotations",
  "varReference",
  "images",
  "replicas",
] as const;

/** Which fields of which objects the steps of a build work on. Upstream: api/internal/plugins/builtinconfig/transformerconfig.go */
export type TransformerConfig = {
  readonly [field in (typeof specFields)[number]]: readonly FieldSpec[];
} & { readonly nameReference: readonly NameReference[] };

export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  varReference: [],
  images: [],
  replicas: [],
  nameReference: [],
};

export type MergedConfig = { readonly config: TransformerConfig } | { readonly conflict: string };

/**
 * Both configurations in one; the very same as before when the other adds nothing, which lets whoever works with it
 * keep what was worked out from it. Upstream: `TransformerConfig.Merge`
 */
export function mergedConfig(known: TransformerConfig, more: TransformerConfig): MergedConfig {
  if (known === more) return { config: known };
  const config: { -readonly [field in keyof TransformerConfig]: TransformerConfig[field] } = { ...known };
  for (const field of specFields) {
    const merged = mergedSpecs(known[field], more[field]);
    if ("conflict" in merged) return { conflict: field };
    config[field] = sortedSpecs(merged.specs);
  }
  const merged = mergedReferences(known.nameReference, more.nameReference);
  if ("conflict" in merged) return { conflict: "nameReference" };
  config.nameReference =
    merged.references === known.nameReference || merged.references === more.nameReference
      ? merged.references
      : merged.references.toSorted((one, other) => byType(one.target, other.target));
  const same = [known, more].find((one) => isSame(one, config));
  return { config: same ?? config };
}

function isSame(one: TransformerConfig, other: TransformerConfig): boolean {
  return (
    one.nameReference === other.nameReference && specFields.every((field) => one[field] === other[field])
  );
}
