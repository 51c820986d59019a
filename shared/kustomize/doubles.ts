import { idOf, type Resource } from "./resource.ts";

/** An object, and the one before it that has its id. */
export type Double = { readonly double: Resource; readonly first: Resource };

/**
 * Objects that have the id of one before them, or of one that was there already. Kind and name tell nearly all apart;
 * whole ids, which are dearer, are made of the others alone.
 */
export function doublesIn(
  resources: readonly Resource[],
  there: readonly Resource[] = [],
): readonly Double[] {
  const firstLike = register();
  for (const resource of there) firstLike(resource);
  return resources.flatMap((double) => {
    const first = firstLike(double);
    return first === undefined ? [] : [{ double, first }];
  });
}

/** Enters an object, and gives the first that was entered with the same id, if one was. */
function register(): (resource: Resource) => Resource | undefined {
  const byNameByKind = new Map<string, Map<string, Resource>>();
  const othersById = new Map<string, Resource>();
  return (resource) => {
    const { kind, metadata } = resource.manifest;
    const byName = byNameByKind.get(kind) ?? new Map<string, Resource>();
    byNameByKind.set(kind, byName);
    const namesake = byName.get(metadata.name);
    if (namesake === undefined) {
      byName.set(metadata.name, resource);
      return undefined;
    }
    const id = idOf(resource);
    if (idOf(namesake) === id) return namesake;
    const first = othersById.get(id);
    if (first === undefined) othersById.set(id, resource);
    return first;
  };
}
