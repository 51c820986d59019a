import { isClusterScoped } from "./cluster-scoped.ts";
import {
  currentId,
  effectiveNamespace,
  isSelected,
  originalId,
  type Resource,
  type TypeSelector,
} from "./resource.ts";

/** A name found in a field, and what is known of the object that it means. */
export type Reference = {
  readonly referrer: Resource;
  readonly name: string;
  readonly target: TypeSelector;
  /** The namespace given beside the name. */
  readonly namespace: string | undefined;
  /** The type given beside the name of a role. */
  readonly roleRef: TypeSelector | undefined;
  /** Whether the reference gives a namespace as well, so that objects differ by that too. */
  readonly isMapping: boolean;
};

/** What could be meant, as far as one referrer can see. */
export type Surroundings = {
  readonly mayName: (candidate: Resource) => boolean;
  /** Whether anything that it can name was first declared in a namespace. */
  readonly knows: (originalNamespace: string) => boolean;
};

/** Every pair of a namespace that objects are in, written or effective, and one that some of them were declared in. */
export type NamespaceBook = {
  readonly ofClusterScoped: ReadonlySet<string>;
  readonly byEffective: ReadonlyMap<string, ReadonlySet<string>>;
  readonly byWritten: ReadonlyMap<string, ReadonlySet<string>>;
};

export function namespaceBookOf(resources: readonly Resource[]): NamespaceBook {
  const ofClusterScoped = new Set<string>();
  const byEffective = new Map<string, Set<string>>();
  const byWritten = new Map<string, Set<string>>();
  const note = (book: Map<string, Set<string>>, namespace: string, original: string): void => {
    const known = book.get(namespace);
    if (known === undefined) book.set(namespace, new Set([original]));
    else known.add(original);
  };
  for (const resource of resources) {
    const original = originalId(resource).namespace;
    if (isClusterScoped(resource.manifest)) ofClusterScoped.add(original);
    note(byEffective, effectiveNamespace(resource), original);
    note(byWritten, resource.manifest.metadata.namespace ?? "", original);
  }
  return { ofClusterScoped, byEffective, byWritten };
}

/**
 * What a referrer can name: anything without a namespace, its own namespace, and, in a RoleBinding, the namespaces
 * that its subjects are in. Upstream: api/resmap/reswrangler.go `SubsetThatCouldBeReferencedByResource`
 */
export function surroundingsOf(
  referrer: Resource,
  { ofClusterScoped, byEffective, byWritten }: NamespaceBook,
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
    if (seesAll) return [...byEffective.values()].some((originals) => originals.has(original));
    if (ofClusterScoped.has(original) || byEffective.get(home)?.has(original) === true) return true;
    return [...subjectNamespaces].some((namespace) => byWritten.get(namespace)?.has(original) === true);
  };
  return { mayName, knows };
}

/**
 * The objects that a reference can mean, best guesses only: none, one, or several that cannot be told apart.
 * `namesakes` once had the name. Upstream: api/filters/nameref/nameref.go `selectReferral`
 */
export function referrals(
  reference: Reference,
  namesakes: readonly Resource[],
  surroundings: Surroundings,
): readonly Resource[] {
  const { referrer, target, roleRef } = reference;
  const found = namesakes.filter(
    (candidate) =>
      surroundings.mayName(candidate) &&
      isInNamespace(candidate, reference, surroundings) &&
      wasSelected(candidate, target) &&
      (roleRef === undefined || wasSelected(candidate, roleRef)) &&
      isNear(candidate, referrer),
  );
  if (found.length <= 1) return found;
  const related = found.filter((candidate) => sharesAffixes(candidate, referrer, true));
  const best =
    related.length > 1 ? related.filter((candidate) => sharesAffixes(candidate, referrer, false)) : related;
  const [first] = best;
  return first !== undefined && best.every((other) => isSame(other, first, reference)) ? [first] : best;
}

/** The namespace in a reference is the one before the build moved anything, unless nothing was ever in that. */
function isInNamespace(candidate: Resource, { namespace }: Reference, { knows }: Surroundings): boolean {
  if (namespace === undefined) return true;
  const id = knows(namespace) ? originalId(candidate) : currentId(candidate);
  return id.namespace === namespace;
}

function wasSelected({ manifest, previous }: Resource, selector: TypeSelector): boolean {
  return previous.some(({ kind }) => isSelected(manifest, kind, selector));
}

/** Service accounts may be named from other namespaces. Upstream: `sameCurrentNamespaceAsReferrer` */
function isNear(candidate: Resource, referrer: Resource): boolean {
  if (isClusterScoped(referrer.manifest) || isClusterScoped(candidate.manifest)) return true;
  return (
    candidate.manifest.kind === "ServiceAccount" ||
    effectiveNamespace(candidate) === effectiveNamespace(referrer)
  );
}

/** Whether both went through the same outermost kustomizations. Upstream: api/resource/resource.go `PrefixesSuffixesEquals` */
function sharesAffixes(one: Resource, other: Resource, orHasNone: boolean): boolean {
  return (
    endAlike(one.prefixes, other.prefixes, orHasNone) && endAlike(one.suffixes, other.suffixes, orHasNone)
  );
}

function endAlike(one: readonly string[], other: readonly string[], orIsEmpty: boolean): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return orIsEmpty || long.length === 0;
  return short.every((affix, index) => affix === long[index + long.length - short.length]);
}

function isSame(one: Resource, other: Resource, { isMapping }: Reference): boolean {
  const { name, namespace } = one.manifest.metadata;
  const { name: otherName, namespace: otherNamespace } = other.manifest.metadata;
  return name === otherName && (!isMapping || namespace === otherNamespace);
}
