import { done, failed, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { changedList } from "./change.ts";
import { changeAt, isScalar, printedPath } from "./field-path.ts";
import type { FieldSpec } from "./field-spec.ts";
import type { NameReference } from "./name-reference.ts";
import {
  namespaceBookOf,
  referrals,
  surroundingsOf,
  type NamespaceBook,
  type Reference,
} from "./referral.ts";
import { isSelected, originalId, printedId, type Resource, type TypeSelector } from "./resource.ts";
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

/**
 * Makes objects call each other by the names they have now. It comes last, once, when all names are final.
 * Upstream: api/internal/accumulator/namereferencetransformer.go, api/filters/nameref/nameref.go
 */
export function updateNameReferences(references: readonly NameReference[]): Transformer {
  const rulesOf = rulesFor(references);
  return (resources) => {
    const byPreviousName = indexByPreviousName(resources);
    const work: Work = { namespaces: namespaceBookOf(resources), byPreviousName, failures: [] };
    const updated = resources.map((referrer) => {
      const rules = rulesOf(originalId(referrer).kind);
      if (rules.length === 0) return referrer;
      const subjectNamespaces = subjectNamespacesOf(referrer, work);
      if (work.byPreviousName.size === 0) return referrer;
      return updatedReferrer(referrer, rules, { ...work, subjectNamespaces });
    });
    return work.failures.length > 0 ? failed(...work.failures) : done(updated);
  };
}

type Work = {
  readonly namespaces: NamespaceBook;
  readonly byPreviousName: ReadonlyMap<string, readonly Resource[]>;
  readonly failures: Failure[];
};

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

type Errand = Work & { readonly subjectNamespaces: ReadonlySet<string> };

function updatedReferrer(referrer: Resource, rules: readonly Rule[], errand: Errand): Resource {
  const { namespaces, byPreviousName, subjectNamespaces } = errand;
  const { kind } = originalId(referrer);
  const surroundings = surroundingsOf(referrer, namespaces, subjectNamespaces);
  let manifest = referrer.manifest;
  for (const { field, target } of rules) {
    if (!isSelected(manifest, kind, field)) continue;
    const roleRef = field.path.at(-2)?.name === "roleRef" ? roleRefOf(manifest) : undefined;
    const find = ({ name, namespace, isMapping }: Named): Manifest | undefined => {
      const namesakes = byPreviousName.get(name);
      if (namesakes === undefined) return undefined;
      const reference: Reference = { referrer, name, target, namespace, roleRef, isMapping };
      const [found, ...others] = referrals(reference, namesakes, surroundings);
      if (others.length === 0) return found?.manifest;
      const ids = [found, ...others].map((other) => (other === undefined ? "" : printedId(other.manifest)));
      complain(errand, referrer, `names "${name}", found multiple possible referrals: ${ids.join(", ")}`);
      return undefined;
    };
    const wrongShape = (message: string): void => complain(errand, referrer, message);
    const noName = (): void => wrongShape(`has no name in ${printedPath(field.path)}`);
    manifest = changeAt(manifest, field.path, {
      change: (value) => updatedField(value, find, noName),
      wrongShape,
    });
  }
  return manifest === referrer.manifest ? referrer : { ...referrer, manifest };
}

function complain({ failures }: Work, { origin }: Resource, message: string): void {
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
function subjectNamespacesOf(referrer: Resource, work: Work): ReadonlySet<string> {
  const { kind, subjects } = referrer.manifest;
  const namespaces = new Set<string>();
  if (kind !== "RoleBinding" || !Array.isArray(subjects)) return namespaces;
  for (const subject of subjects) {
    if (!isJsonObject(subject) || subject["kind"] !== "ServiceAccount") continue;
    const { namespace } = subject;
    if (typeof namespace === "string") namespaces.add(namespace);
    else if (namespace !== undefined)
      complain(
        work,
        referrer,
        `names an account: namespace is blank for resource "${printedId(referrer.manifest)}"`,
      );
  }
  return namespaces;
}
