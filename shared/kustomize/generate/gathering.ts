import { isClusterScoped } from "#shared/kustomize/cluster-scoped.ts";
import { currentId, goesBy, printedId, type Resource } from "#shared/kustomize/resource.ts";
import type { Failure } from "#shared/model/failure.ts";
import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";

import { inPlaceOf } from "./in-place-of.ts";

/** What takes the place of an old object when a generated one joins it. */
export type InPlace = typeof inPlaceOf;

/** Objects gathered so far, which generated ones join. */
export type Gathering = {
  /** Undefined: it has joined. Otherwise why it has not. */
  readonly join: (fresh: Resource) => Failure | undefined;
  readonly resources: () => readonly Resource[];
};

/**
 * Generated objects join those gathered so far one after the other: as a new one, in the place of one or merged into
 * it. That one is known by any name that it has had. Upstream: api/resmap/reswrangler.go `appendReplaceOrMerge`
 */
export function gathering(gathered: readonly Resource[], inPlace: InPlace = inPlaceOf): Gathering {
  const resources = [...gathered];
  const indexesByName = new Map<string, number[]>();
  const remember = (name: string, index: number): void => {
    const indexes = indexesByName.get(name);
    if (indexes === undefined) indexesByName.set(name, [index]);
    else if (indexes.at(-1) !== index) indexes.push(index);
  };
  for (const [index, { previous, manifest }] of resources.entries()) {
    for (const { name } of previous) remember(name, index);
    remember(manifest.metadata.name, index);
  }
  return {
    resources: () => resources,
    join: (fresh) => {
      const { name } = fresh.manifest.metadata;
      const [index, ...others] = (indexesByName.get(name) ?? []).filter((at) =>
        isNamesake(resources[at], fresh),
      );
      const old = index === undefined ? undefined : resources[index];
      const failure = others.length > 0 ? ambiguous(fresh) : unfit(fresh, old);
      if (failure !== undefined) return { ...failure, subject: fresh.origin };
      if (index === undefined || old === undefined) remember(name, resources.push(fresh) - 1);
      else resources[index] = inPlace(old, fresh);
      return undefined;
    },
  };
}

/** Group and version are always the current ones. */
function isNamesake(resource: Resource | undefined, fresh: Resource): boolean {
  if (resource?.manifest.apiVersion !== fresh.manifest.apiVersion) return false;
  const { kind, name, namespace } = currentId(fresh);
  return goesBy(resource, name, (id) => id.kind === kind && id.namespace === namespace);
}

type Refusal = Omit<Failure, "subject">;

function unfit(fresh: Resource, old: Resource | undefined): Refusal | undefined {
  const { manifest, generated } = fresh;
  const joins = generated?.behavior === "merge" || generated?.behavior === "replace";
  if (old === undefined) return joins ? nothingThere(manifest) : undefined;
  if (!joins) return taken(fresh, old);
  return old.manifest.kind === manifest.kind ? undefined : otherKind(manifest, old);
}

function nothingThere(manifest: Manifest): Refusal {
  return {
    code: "build/generator-unmatched",
    message: `id ${goId(manifest)} does not exist; cannot merge or replace`,
    remedy: `List what declares the ${manifest.kind} under resources, or leave behavior out`,
  };
}

function taken({ manifest, generated }: Resource, { origin }: Resource): Refusal {
  const behavior = generated?.behavior ?? "unspecified";
  return {
    code: "build/generator-clash",
    message: `id ${goId(manifest)} exists; can not use behavior: '${behavior}', behavior must be merge or replace. It is declared at ${origin}`,
    remedy: "Say behavior: merge or behavior: replace, or generate it under another name",
  };
}

function otherKind(manifest: Manifest, old: Resource): Refusal {
  return {
    code: "build/generator-unmatched",
    message: `cannot find resource with id ${printedId({ ...manifest, metadata: old.manifest.metadata })} to replace: it has become a ${old.manifest.kind}`,
    remedy: "Generate it before its kind is changed",
  };
}

function ambiguous({ manifest }: Resource): Refusal {
  return {
    code: "build/generator-ambiguous",
    message: `found multiple objects that could accept merge of ${printedId(manifest)}`,
    remedy: "Give them names that differ",
  };
}

/** An id as Go prints the inside of one. */
function goId(manifest: Manifest): string {
  const { apiVersion, kind, metadata } = manifest;
  const [group, version, name, namespace] = [
    groupOf(apiVersion),
    versionOf(apiVersion),
    metadata.name,
    metadata.namespace ?? "",
  ].map((text) => JSON.stringify(text));
  return `resid.ResId{Gvk:resid.Gvk{Group:${group}, Version:${version}, Kind:${JSON.stringify(kind)}, isClusterScoped:${isClusterScoped(manifest)}}, Name:${name}, Namespace:${namespace}}`;
}
