import type { Manifest } from "#shared/model/manifest.ts";

import { isSelected, originalId, renamed, type Resource, type TypeSelector } from "./resource.ts";
import { eachResource, type Transformer } from "./transformer.ts";

/** Types whose names mean something elsewhere. Upstream: api/internal/builtins/PrefixTransformer.go `prefixFieldSpecsToSkip` */
const keepTheirNames: readonly TypeSelector[] = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

/** Upstream: api/internal/builtins/PrefixTransformer.go */
export function namePrefix(prefix: string): Transformer {
  return rename((resource) => ({
    ...withName(resource, prefix + resource.manifest.metadata.name),
    prefixes: [...resource.prefixes, prefix],
  }));
}

/** Upstream: api/internal/builtins/SuffixTransformer.go */
export function nameSuffix(suffix: string): Transformer {
  return rename((resource) => ({
    ...withName(resource, resource.manifest.metadata.name + suffix),
    suffixes: [...resource.suffixes, suffix],
  }));
}

function rename(change: (resource: Resource) => Resource): Transformer {
  return eachResource("build/field-shape", (resource) =>
    keepsItsName(resource) ? resource : change(resource),
  );
}

function keepsItsName(resource: Resource): boolean {
  const { kind } = originalId(resource);
  return keepTheirNames.some((type) => isSelected(resource.manifest, kind, type));
}

function withName(resource: Resource, name: string): Resource {
  const { manifest } = resource;
  const next: Manifest = { ...manifest, metadata: { ...manifest.metadata, name } };
  return renamed(resource, next);
}
