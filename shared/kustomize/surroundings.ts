import { isClusterScoped } from "./cluster-scoped.ts";
import { effectiveNamespace, originalId, type Resource } from "./resource.ts";

/** What could be meant, as far as one referrer can see. */
export type Surroundings = {
  /** What once had a name, and has another now. */
  readonly namesakesOf: (name: string) => readonly Resource[];
  readonly mayName: (candidate: Resource) => boolean;
  /** Whether anything that it can name was first declared in a namespace. */
  readonly knows: (originalNamespace: string) => boolean;
};

/** What all objects of a build were called, and where they were. */
export type NameBook = {
  readonly byPreviousName: ReadonlyMap<string, readonly Resource[]>;
  /** Namespaces that objects were declared in: of all, of those without one, and by the one they are in now. */
  readonly ofAll: ReadonlySet<string>;
  readonly ofClusterScoped: ReadonlySet<string>;
  readonly byEffective: ReadonlyMap<string, ReadonlySet<string>>;
  readonly byWritten: ReadonlyMap<string, ReadonlySet<string>>;
};

export function nameBookOf(resources: readonly Resource[]): NameBook {
  const [ofAll, ofClusterScoped] = [new Set<string>(), new Set<string>()];
  const byEffective = new Map<string, Set<string>>();
  const byWritten = new Map<string, Set<string>>();
  const note = (book: Map<string, Set<string>>, namespace: string, original: string): void => {
    const known = book.get(namespace);
    if (known === undefined) book.set(namespace, new Set([original]));
    else known.add(original);
  };
  for (const resource of resources) {
    const original = originalId(resource).namespace;
    ofAll.add(original);
    if (isClusterScoped(resource.manifest)) ofClusterScoped.add(original);
    note(byEffective, effectiveNamespace(resource), original);
    note(byWritten, resource.manifest.metadata.namespace ?? "", original);
  }
  return { byPreviousName: indexByPreviousName(resources), ofAll, ofClusterScoped, byEffective, byWritten };
}

/** Only what was renamed, or moved, can be called by a name that it no longer has. */
function indexByPreviousName(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const byName = new Map<string, Resource[]>();
  for (const resource of resources)
    for (const { name } of resource.previous) {
      const namesakes = byName.get(name);
      if (namesakes === undefined) byName.set(name, [resource]);
      else if (namesakes.at(-1) !== resource) namesakes.push(resource);
    }
  return byName;
}

/**
 * What a referrer can name: anything without a namespace, its own namespace, and, in a RoleBinding, the namespaces
 * that its subjects are in. Upstream: api/resmap/reswrangler.go `SubsetThatCouldBeReferencedByResource`
 */
export function surroundingsOf(
  referrer: Resource,
  { byPreviousName, ofAll, ofClusterScoped, byEffective, byWritten }: NameBook,
  subjectNamespaces: ReadonlySet<string>,
): Surroundings {
  const seesAll = isClusterScoped(referrer.manifest);
  const home = effectiveNamespace(referrer);
  const mayName = (candidate: Resource): boolean => {
    if (seesAll || isClusterScoped(candidate.manifest)) return true;
    if (effectiveNamespace(candidate) === home) return true;
    return subjectNamespaces.has(candidate.manifest.metadata.namespace ?? "");
  };
  const knows = (original: string): boolean => {
    if (seesAll) return ofAll.has(original);
    if (ofClusterScoped.has(original) || byEffective.get(home)?.has(original) === true) return true;
    return [...subjectNamespaces].some((namespace) => byWritten.get(namespace)?.has(original) === true);
  };
  return { namesakesOf: (name) => byPreviousName.get(name) ?? none, mayName, knows };
}

const none: readonly Resource[] = [];

/** Surroundings that note what they are asked, and whether others would give the same answers. */
export function noted(surroundings: Surroundings): {
  readonly surroundings: Surroundings;
  readonly holds: (others: Surroundings) => boolean;
} {
  const { namesakesOf, knows, mayName } = surroundings;
  const checks: ((others: Surroundings) => boolean)[] = [];
  return {
    surroundings: {
      mayName, // hangs on the two objects alone
      namesakesOf: (name) => {
        const found = namesakesOf(name);
        checks.push((others) => isSameList(found, others.namesakesOf(name)));
        return found;
      },
      knows: (namespace) => {
        const answer = knows(namespace);
        checks.push((others) => others.knows(namespace) === answer);
        return answer;
      },
    },
    holds: (others) => checks.every((check) => check(others)),
  };
}

function isSameList(one: readonly Resource[], other: readonly Resource[]): boolean {
  return one.length === other.length && one.every((resource, at) => resource === other[at]);
}
