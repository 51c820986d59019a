import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";
import { isClusterScoped } from "#shared/kustomize/cluster-scoped.ts";
import { goesBy, printedId, type PreviousId, type Resource } from "#shared/kustomize/resource.ts";

/**
 * The one object that a patch without a target is for: the one that goes or went by its type, name and namespace.
 * Upstream: api/resmap/reswrangler.go `GetById`
 */
export function targetOf(patch: Manifest, resources: readonly Resource[]): Resource | string {
  const wanted = patch.metadata.namespace || "default";
  const namespace = isClusterScoped(patch) ? undefined : wanted;
  const isOfType = ({ apiVersion }: Manifest): boolean =>
    groupOf(apiVersion) === groupOf(patch.apiVersion) &&
    versionOf(apiVersion) === versionOf(patch.apiVersion);
  const isMeant = (id: PreviousId): boolean =>
    id.kind === patch.kind && (namespace === undefined || id.namespace === namespace);
  const [found, ...others] = resources.filter(
    (resource) => goesBy(resource, patch.metadata.name, isMeant) && isOfType(resource.manifest),
  );
  if (found !== undefined && others.length === 0) return found;
  const id = printedId(patch);
  return `${found === undefined ? "no" : "multiple"} matches for Id ${id}; failed to find unique target for patch ${id}`;
}
