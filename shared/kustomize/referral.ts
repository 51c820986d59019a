import { isClusterScoped } from "./cluster-scoped.ts";
import {
  currentId,
  effectiveNamespace,
  isSelected,
  originalId,
  type Resource,
  type TypeSelector,
} from "./resource.ts";
import type { Surroundings } from "./surroundings.ts";

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

/**
 * The objects that a reference can mean, best guesses only: none, one, or several that cannot be told apart.
 * Upstream: api/filters/nameref/nameref.go `selectReferral`
 */
export function referrals(reference: Reference, surroundings: Surroundings): readonly Resource[] {
  const { referrer, name, target, namespace, roleRef } = reference;
  // The namespace in a reference is the one before the build moved anything, unless nothing was ever in that.
  const idIn = namespace !== undefined && surroundings.knows(namespace) ? originalId : currentId;
  const found = surroundings
    .namesakesOf(name)
    .filter(
      (candidate) =>
        surroundings.mayName(candidate) &&
        (namespace === undefined || idIn(candidate).namespace === namespace) &&
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
