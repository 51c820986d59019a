import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";

import { isClusterScoped } from "./cluster-scoped.ts";
import type { Provenance } from "./origin.ts";

/** A manifest on its way through the build, and what the build must remember of it. */
export type Resource = {
  readonly manifest: Manifest;
  /** Where it was declared: `k8s/web.yaml:7`. */
  readonly origin: string;
  /** What it was called before, oldest first: names that others may still use for it. */
  readonly previous: readonly PreviousId[];
  /** Prefixes and suffixes that it was given, innermost first. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Of what a generator made. */
  readonly generated?: Generated;
  /** The vars that take their value from it. */
  readonly vars?: readonly string[];
  /** Where a `buildMetadata` can say that it comes from; absent where none asks. */
  readonly provenance?: Provenance;
};

/** How a generated object joins those of its name, and whether its name is to end in a hash of its content. */
export type Generated = {
  readonly behavior: "unspecified" | "create" | "replace" | "merge";
  readonly needsHash: boolean;
};

export type PreviousId = {
  readonly kind: string;
  readonly name: string;
  /** The effective one, see `effectiveNamespace`. */
  readonly namespace: string;
};

/** Chooses objects by type; what is left out chooses everything. */
export type TypeSelector = { readonly group?: string; readonly version?: string; readonly kind?: string };

export function resourceOf(manifest: Manifest, origin: string): Resource {
  return { manifest, origin, previous: [], prefixes: [], suffixes: [] };
}

/** The namespace of what has none. Upstream: kyaml/resid/resid.go `TotallyNotANamespace`. */
const noNamespace = "_non_namespaceable_";

/** Where an object lives: no namespace given means `default`. Upstream: kyaml/resid/resid.go. */
export function effectiveNamespace({ manifest }: Resource): string {
  if (isClusterScoped(manifest)) return noNamespace;
  return manifest.metadata.namespace || "default";
}

/** What no two objects of a build may share. Unlike an ObjectRef it knows the version, as kustomize does. */
export function idOf(resource: Resource): string {
  const { apiVersion, kind, metadata } = resource.manifest;
  return `${apiVersion} ${kind} ${metadata.name} ${effectiveNamespace(resource)}`;
}

/** The id as kustomize prints it. Upstream: kyaml/resid/resid.go `ResId.String`. */
export function printedId({ apiVersion, kind, metadata }: Manifest): string {
  const group = groupOf(apiVersion) || "[noGrp]";
  return `${kind}.${versionOf(apiVersion)}.${group}/${metadata.name}.${metadata.namespace || "[noNs]"}`;
}

/** What the object was first called. */
export function originalId(resource: Resource): PreviousId {
  return resource.previous[0] ?? currentId(resource);
}

export function currentId(resource: Resource): PreviousId {
  const { kind, metadata } = resource.manifest;
  return { kind, name: metadata.name, namespace: effectiveNamespace(resource) };
}

/** Whether the object is, or was, called by the name, as one that fits. */
export function goesBy(resource: Resource, name: string, fits: (id: PreviousId) => boolean): boolean {
  const { manifest, previous } = resource;
  if (manifest.metadata.name === name && fits(currentId(resource))) return true;
  for (const id of previous) if (id.name === name && fits(id)) return true;
  return false;
}

/** A changed manifest that others may still call by the name it had. */
export function renamed(resource: Resource, manifest: Manifest): Resource {
  return { ...resource, manifest, previous: [...resource.previous, currentId(resource)] };
}

/** Group and version are always the current ones; the kind may be one it had before. */
export function isSelected({ apiVersion }: Manifest, kind: string, selector: TypeSelector): boolean {
  const { group = "", version = "", kind: wanted = "" } = selector;
  if (wanted !== "" && wanted !== kind) return false;
  if (group !== "" && group !== groupOf(apiVersion)) return false;
  return version === "" || version === versionOf(apiVersion);
}
