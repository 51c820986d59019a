import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { changeAt, fieldPath, isScalar } from "./field-path.ts";
import { appliesTo, isSamePath, type FieldSpec } from "./field-spec.ts";
import { isSelected, originalId, renamed, type Resource, type TypeSelector } from "./resource.ts";
import { eachResource, type Transformer } from "./transformer.ts";

/** Types whose names mean something elsewhere. Upstream: api/internal/builtins/PrefixTransformer.go `prefixFieldSpecsToSkip` */
const keepTheirNames: readonly TypeSelector[] = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

/** Upstream: api/internal/builtins/PrefixTransformer.go */
export function namePrefix(prefix: string, fields: readonly FieldSpec[]): Transformer {
  return affix(fields, {
    add: (text) => prefix + text,
    noted: (resource) => ({ ...resource, prefixes: noted(resource.prefixes, prefix) }),
    isEmpty: prefix === "",
  });
}

/** Upstream: api/internal/builtins/SuffixTransformer.go */
export function nameSuffix(suffix: string, fields: readonly FieldSpec[]): Transformer {
  return affix(fields, {
    add: (text) => text + suffix,
    noted: (resource) => ({ ...resource, suffixes: noted(resource.suffixes, suffix) }),
    isEmpty: suffix === "",
  });
}

function noted(affixes: readonly string[], affix: string): readonly string[] {
  return affix === "" ? affixes : [...affixes, affix];
}

type Affix = {
  readonly add: (text: string) => string;
  readonly noted: (resource: Resource) => Resource;
  readonly isEmpty: boolean;
};

const ownName = fieldPath("metadata/name");

function affix(fields: readonly FieldSpec[], { add, noted, isEmpty }: Affix): Transformer {
  return eachResource("build/field-shape", (resource, complain) => {
    if (keepsItsName(resource)) return resource;
    const { kind } = originalId(resource);
    let next = resource;
    for (const field of fields) {
      if (!isSelected(next.manifest, kind, field)) continue;
      if (isSamePath(field.path, ownName)) {
        next = noted(next);
        if (!isEmpty) next = renamed(next, next.manifest);
      }
      if (isEmpty || !appliesTo(field, next.manifest)) continue;
      const manifest = changeAt(next.manifest, field.path, {
        change: (value) => affixed(value, add),
        wrongShape: (message) => complain(message, "Nest the field as the API does"),
      });
      next = { ...next, manifest };
    }
    return next;
  });
}

function affixed(value: Json, add: (text: string) => string): Json {
  if (!isScalar(value) || value === null) return value;
  return add(value instanceof WrittenNumber ? value.text : String(value));
}

function keepsItsName(resource: Resource): boolean {
  const { kind } = originalId(resource);
  return keepTheirNames.some((type) => isSelected(resource.manifest, kind, type));
}
