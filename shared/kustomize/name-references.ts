import { done, failedWith, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { changedList } from "./change.ts";
import { changeAt, isAbsent, isScalar, printedPath } from "./field-path.ts";
import type { FieldSpec } from "./field-spec.ts";
import type { NameReference } from "./name-reference.ts";
import { referrals, type Reference } from "./referral.ts";
import { isSelected, originalId, printedId, type Resource, type TypeSelector } from "./resource.ts";
import { nameBookOf, noted, surroundingsOf, type Surroundings } from "./surroundings.ts";
import { note, type Transformer } from "./transformer.ts";

/** A field that may name an object of a type. */
type Rule = { readonly field: FieldSpec; readonly target: TypeSelector };

/** The table turned round: which fields an object of a kind may name others in. */
type RulesOf = (kind: string) => readonly Rule[];

const rulesByTable = new WeakMap<readonly NameReference[], RulesOf>();

/** Worked out once for each table, of which most builds have the same one. */
function rulesFor(references: readonly NameReference[]): RulesOf {
  const known = rulesByTable.get(references);
  if (known !== undefined) return known;
  const rules = references.flatMap(({ target, referrers }) => referrers.map((field) => ({ field, target })));
  const byKind = new Map<string, readonly Rule[]>();
  const rulesOf = (kind: string): readonly Rule[] => {
    let found = byKind.get(kind);
    if (found === undefined) {
      found = rules.filter(({ field }) => !field.kind || field.kind === kind);
      byKind.set(kind, found);
    }
    return found;
  };
  rulesByTable.set(references, rulesOf);
  return rulesOf;
}

/** What an object's references came to, and whether they come to the same elsewhere. */
type Settled = {
  readonly rules: readonly Rule[];
  readonly updated: Resource;
  readonly holds: (surroundings: Surroundings) => boolean;
};

/** What earlier builds have settled, by the object as it was before. */
export type SettledReferences = WeakMap<Resource, Settled>;

/**
 * Makes objects call each other by the names they have now. It comes last, once, when all names are final.
 * Upstream: api/internal/accumulator/namereferencetransformer.go, api/filters/nameref/nameref.go
 */
export function updateNameReferences(
  references: readonly NameReference[],
  settledBy: SettledReferences = new WeakMap(),
): Transformer {
  const rulesOf = rulesFor(references);
  return (resources) => {
    const book = nameBookOf(resources);
    const failures: Failure[] = [];
    const updated = resources.map((referrer) => {
      const rules = rulesOf(originalId(referrer).kind);
      if (rules.length === 0) return referrer;
      let isSound = true;
      const complain = (message: string): void => {
        isSound = false;
        complainOf(referrer, message, failures);
      };
      const subjectNamespaces = subjectNamespacesOf(referrer, complain);
      if (book.byPreviousName.size === 0) return referrer;
      const surroundings = surroundingsOf(referrer, book, subjectNamespaces);
      const known = settledBy.get(referrer);
      if (known?.rules === rules && known.holds(surroundings)) return known.updated;
      const asked = noted(surroundings);
      const updated = updatedReferrer(referrer, rules, { surroundings: asked.surroundings, complain });
      if (isSound) settledBy.set(referrer, { rules, updated, holds: asked.holds });
      return updated;
    });
    return failures.length > 0 ? failedWith(failures) : done(updated);
  };
}

type Errand = { readonly surroundings: Surroundings; readonly complain: (message: string) => void };

function updatedReferrer(referrer: Resource, rules: readonly Rule[], errand: Errand): Resource {
  const { surroundings, complain } = errand;
  const { kind } = originalId(referrer);
  let manifest = referrer.manifest;
  for (const { field, target } of rules) {
    if (!isSelected(manifest, kind, field) || isAbsent(manifest, field.path)) continue;
    const roleRef = field.path.at(-2)?.name === "roleRef" ? roleRefOf(manifest) : undefined;
    const find = ({ name, namespace, isMapping }: Named): Manifest | undefined => {
      const reference: Reference = { referrer, name, target, namespace, roleRef, isMapping };
      const [found, ...others] = referrals(reference, surroundings);
      if (others.length === 0) return found?.manifest;
      const ids = [found, ...others].map((other) => (other === undefined ? "" : printedId(other.manifest)));
      complain(`names "${name}", found multiple possible referrals: ${ids.join(", ")}`);
      return undefined;
    };
    const noName = (): void => complain(`has no name in ${printedPath(field.path)}`);
    manifest = changeAt(manifest, field.path, {
      change: (value) => updatedField(value, find, noName),
      wrongShape: complain,
    });
  }
  return manifest === referrer.manifest ? referrer : { ...referrer, manifest };
}

function complainOf({ origin }: Resource, message: string, failures: Failure[]): void {
  note(failures, {
    code: "build/name-reference",
    subject: origin,
    message,
    remedy: "Give the objects names that differ, or write the reference as the API does",
  });
}

type Named = Pick<Reference, "name" | "namespace" | "isMapping">;
type Find = (named: Named) => Manifest | undefined;

/** The field holds a name, a mapping with name and namespace, or a list of either. */
function updatedField(value: Json, find: Find, noName: () => void): Json {
  if (value === null) return value;
  if (Array.isArray(value)) return changedList(value, (element) => updatedField(element, find, noName));
  if (isJsonObject(value)) return updatedMapping(value, find, noName);
  const found = find({ name: textOf(value), namespace: undefined, isMapping: false });
  return found === undefined ? value : found.metadata.name;
}

function updatedMapping(value: JsonObject, find: Find, noName: () => void): JsonObject {
  const { name, namespace } = value;
  if (name === null) return value;
  if (name === undefined || !isScalar(name)) {
    noName();
    return value;
  }
  const given = namespace === undefined || namespace === null ? undefined : textOf(namespace);
  const found = find({ name: textOf(name), namespace: given, isMapping: true });
  if (found === undefined) return value;
  const next = { name: found.metadata.name, namespace: found.metadata.namespace || namespace };
  if (next.name === name && next.namespace === namespace) return value;
  if (next.namespace === undefined) return { ...value, name: next.name };
  return { ...value, name: next.name, namespace: next.namespace };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The type beside a role's name, when it is given in full. Upstream: api/filters/nameref/nameref.go `getRoleRefGvk` */
function roleRefOf({ roleRef }: Manifest): TypeSelector | undefined {
  if (!isJsonObject(roleRef)) return undefined;
  const { apiGroup, kind } = roleRef;
  if (apiGroup === undefined || kind === undefined) return undefined;
  return { group: typeof apiGroup === "string" ? apiGroup : "", kind: typeof kind === "string" ? kind : "" };
}

/** Upstream: api/resmap/reswrangler.go `getNamespacesForRoleBinding` */
function subjectNamespacesOf({ manifest }: Resource, complain: Errand["complain"]): ReadonlySet<string> {
  const { kind, subjects } = manifest;
  const namespaces = new Set<string>();
  if (kind !== "RoleBinding" || !Array.isArray(subjects)) return namespaces;
  for (const subject of subjects) {
    if (!isJsonObject(subject) || subject["kind"] !== "ServiceAccount") continue;
    const { namespace } = subject;
    if (typeof namespace === "string") namespaces.add(namespace);
    else if (namespace !== undefined)
      complain(`names an account: namespace is blank for resource "${printedId(manifest)}"`);
  }
  return namespaces;
}
