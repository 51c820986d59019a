import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";
import { currentId, type Resource } from "#shared/kustomize/resource.ts";

import { printedVar, type Var } from "./var.ts";

/**
 * Notes at the objects which vars take their value from them, while they still go by the names that the vars know.
 * A var that means no object is no mistake yet: somebody above may declare one.
 * Upstream: api/internal/accumulator/resaccumulator.go `MergeVars`
 */
export function markedVars(
  resources: readonly Resource[],
  vars: readonly Var[],
): Result<readonly Resource[]> {
  const failures: Failure[] = [];
  const namesByPlace = new Map<number, string[]>();
  for (const one of vars) {
    const places = placesOf(resources, one);
    const [place] = places;
    if (places.length > 1) failures.push(ambiguous(one, places.length));
    else if (place !== undefined) namesByPlace.set(place, [...(namesByPlace.get(place) ?? []), one.name]);
  }
  if (failures.length > 0) return failedWith(failures);
  if (namesByPlace.size === 0) return done(resources);
  return done(
    resources.map((resource, place) => {
      const names = namesByPlace.get(place);
      return names === undefined ? resource : { ...resource, vars: [...(resource.vars ?? []), ...names] };
    }),
  );
}

function placesOf(resources: readonly Resource[], one: Var): readonly number[] {
  return resources.flatMap((resource, place) => (isMeant(resource, one) ? [place] : []));
}

/** Types must be the same to the letter: a var that gives no version means no object that has one. */
function isMeant(resource: Resource, { group, version, kind, objectName, namespace }: Var): boolean {
  const { apiVersion } = resource.manifest;
  if (groupOf(apiVersion) !== group || versionOf(apiVersion) !== version) return false;
  return [...resource.previous, currentId(resource)].some(
    (id) => id.kind === kind && id.name === objectName && (namespace === "" || id.namespace === namespace),
  );
}

function ambiguous(one: Var, count: number): Failure {
  return {
    code: "build/var-ambiguous",
    subject: one.origin,
    message: `found ${count} resId matches for var ${printedVar(one, one.fieldPath)} (unable to disambiguate)`,
    remedy: "Give the namespace of the one that is meant",
  };
}
