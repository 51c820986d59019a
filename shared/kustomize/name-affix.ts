import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { changeAt, fieldPath, isScalar, printedPath } from "./field-path.ts";
import { appliesTo, isSamePath, type FieldSpec } from "./field-spec.ts";
import { isSelected, originalId, renamed, type Resource, type TypeSelector } from "./resource.ts";
import { eachResource, type Complain, type Transformer } from "./transformer.ts";

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

/** No API server takes a name a quarter as long, and every name that an object has had is remembered. */
const longest = 1_000;

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
        change: (value) => affixed(value, { add, complain, place: printedPath(field.path) }),
        wrongShape: complain,
      });
      next = { ...next, manifest };
    }
    if (next.manifest.metadata.name.length > longest)
      complain(`would have a name of more than ${longest} characters`, "Add fewer prefixes and suffixes");
    return next;
  });
}

type Affixing = Pick<Affix, "add"> & { readonly complain: Complain; readonly place: string };

function affixed(value: Json, { add, complain, place }: Affixing): Json {
  if (value === null) return value;
  if (!isScalar(value)) {
    const kind = Array.isArray(value) ? "SequenceNode" : "MappingNode";
    complain(`has no text in ${place}: expected ScalarNode but got ${kind}`, "Name a field that holds text");
    return value;
  }
  return add(value instanceof WrittenNumber ? value.text : String(value));
}

function keepsItsName(resource: Resource): boolean {
  const { kind } = originalId(resource);
  return keepTheirNames.some((type) => isSelected(resource.manifest, kind, type));
}
