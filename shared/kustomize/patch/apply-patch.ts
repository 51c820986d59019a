import { strategicMerge } from "#shared/merge/strategic-merge.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { renamed, type Resource } from "#shared/kustomize/resource.ts";
import type { Schemas } from "#shared/kustomize/workshop.ts";
import { isBlank } from "#shared/yaml/blank.ts";

/** One object that says how others are to be changed. */
export type StrategicPatch = {
  readonly manifest: Manifest;
  /** As upstream copies it for each object that a target selects: labels and annotations all text. */
  readonly copied: Manifest;
  /** Where it is declared. */
  readonly origin: string;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
};

export type Patched =
  | { readonly outcome: "patched"; readonly resource: Resource }
  | { readonly outcome: "deleted" }
  | { readonly outcome: "refused"; readonly message: string };

/** What a patch leaves of an object. It moves none, and renames none unless it may. Upstream: api/resource/resource.go `ApplySmPatch` */
export function applyPatch(resource: Resource, patch: StrategicPatch, schemas: Schemas): Patched {
  const { allowNameChange, allowKindChange } = patch;
  const before = resource.manifest;
  const merged = strategicMerge(before, patch.manifest, {
    schemas: schemas.book,
    writtenAs: (mapping, name) => (isBlank(mapping, name) ? "blank" : undefined),
  });
  schemas.haveMerged = true;
  if (merged.outcome === "refused") return merged;
  if (merged.outcome === "deleted" || !isJsonObject(merged.value)) return { outcome: "deleted" };
  const told = forgets(patch.manifest) ? forgotten(resource) : resource;
  const named = allowNameChange || allowKindChange ? renamed(told, before) : told;
  const manifest = kept(merged.value, before, patch);
  return { outcome: "patched", resource: { ...named, manifest } };
}

/** Upstream keeps its notes on an object in annotations of it: who takes those away takes the notes as well. */
function forgets({ metadata }: Manifest): boolean {
  const { annotations, $patch }: JsonObject = metadata;
  return (
    takesAway($patch) ||
    annotations === null ||
    (isJsonObject(annotations) && takesAway(annotations["$patch"]))
  );
}

function takesAway(directive: Json | undefined): boolean {
  return directive === "replace" || directive === "delete";
}

function forgotten(resource: Resource): Resource {
  const { generated: _, provenance: __, ...rest } = resource;
  return { ...rest, previous: [], prefixes: [], suffixes: [] };
}

type Merged = { readonly [key: string]: Json };

function kept(
  merged: Merged,
  before: Manifest,
  { allowNameChange, allowKindChange }: StrategicPatch,
): Manifest {
  const { namespace: ours, name } = before.metadata;
  const { namespace: theirs, ...rest } = isJsonObject(merged["metadata"]) ? merged["metadata"] : {};
  const sameName = allowNameChange || rest["name"] === name;
  const sameKind = allowKindChange || merged["kind"] === before.kind;
  if (sameName && sameKind && theirs === ours && isJsonObject(merged["metadata"]))
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is what the merge made of a manifest
    return merged as Manifest;
  return {
    ...merged,
    apiVersion: textOr(merged["apiVersion"], before.apiVersion),
    kind: allowKindChange ? textOr(merged["kind"], before.kind) : before.kind,
    metadata: {
      ...rest,
      name: allowNameChange ? textOr(rest["name"], name) : name,
      ...(ours === undefined || ours === "" ? {} : { namespace: ours }),
    },
  };
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
