import { isClusterScoped } from "#shared/kustomize/cluster-scoped.ts";
import { currentId, printedId, type PreviousId, type Resource } from "#shared/kustomize/resource.ts";
import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";

import { inPlaceOf } from "./in-place-of.ts";

/**
 * Joins generated objects to those gathered so far, one after the other: as a new one, in the place of one or
 * merged into it. That one is known by any name that it has had. Upstream: api/resmap/reswrangler.go `appendReplaceOrMerge`
 */
export function absorb(
  gathered: readonly Resource[],
  generated: readonly Resource[],
): Result<readonly Resource[]> {
  const resources = [...gathered];
  const indexesById = new Map<string, number[]>();
  const remember = (resource: Resource, index: number): void => {
    for (const id of idsOf(resource)) indexesById.set(id, [...(indexesById.get(id) ?? []), index]);
  };
  resources.forEach(remember);

  const failures: Failure[] = [];
  for (const fresh of generated) {
    const [index, ...others] = indexesById.get(idIn(fresh, currentId(fresh))) ?? [];
    const old = index === undefined ? undefined : resources[index];
    const failure = others.length > 0 ? ambiguous(fresh) : unfit(fresh, old);
    if (failure !== undefined) failures.push({ ...failure, subject: fresh.origin });
    else if (index === undefined || old === undefined) remember(fresh, resources.push(fresh) - 1);
    else resources[index] = inPlaceOf(old, fresh);
  }
  return failures.length > 0 ? failed(...failures) : done(resources);
}

function idsOf(resource: Resource): ReadonlySet<string> {
  return new Set([...resource.previous, currentId(resource)].map((id) => idIn(resource, id)));
}

/** Group and version are always the current ones. */
function idIn({ manifest }: Resource, { kind, name, namespace }: PreviousId): string {
  return `${manifest.apiVersion} ${kind} ${name} ${namespace}`;
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
