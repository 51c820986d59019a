import { done, failedWith, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { isClusterScoped } from "./cluster-scoped.ts";
import { doublesIn } from "./doubles.ts";
import { changeAt, fieldPath, isScalar } from "./field-path.ts";
import { appliesTo, fieldsOf, isSamePath, type FieldSpec } from "./field-spec.ts";
import { printedId, renamed, type Resource } from "./resource.ts";
import { eachResource, type Complain, type Transformer } from "./transformer.ts";

/** Upstream: api/internal/konfig/builtinpluginconsts/namespace.go */
export const namespaceFields: readonly FieldSpec[] = [
  ...fieldsOf({ kind: "Namespace", create: true }, ["metadata/name"]),
  ...fieldsOf({ group: "apiregistration.k8s.io", kind: "APIService", create: true }, [
    "spec/service/namespace",
  ]),
  ...fieldsOf({ group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" }, [
    "spec/conversion/webhook/clientConfig/service/namespace",
  ]),
];
const ownNamespace = fieldPath("metadata/namespace");
const ownName = fieldPath("metadata/name");
const subjects = fieldPath("subjects");
const subjectNamespace = fieldPath("subjects/namespace");
const bindings: ReadonlySet<string> = new Set(["RoleBinding", "ClusterRoleBinding"]);

/** What the helm generator leaves behind: it has placed these objects itself. */
const helmGenerated = "internal.config.kubernetes.io/helm-generated";

/** Which subjects of a binding move along. Upstream: api/filters/namespace/namespace.go `RoleBindingSubjectMode` */
export type SubjectMode = "defaultOnly" | "allServiceAccounts" | "none";

export type NamespaceOptions = {
  readonly fields: readonly FieldSpec[];
  /** Leaves alone what has a namespace already. */
  readonly unsetOnly?: boolean;
  readonly subjects?: SubjectMode;
};

/**
 * Puts objects into a namespace, along with what names that namespace in them: a Namespace takes the name itself,
 * and a binding's subjects called `default` move too. What lives outside namespaces stays there.
 * Upstream: api/filters/namespace/namespace.go, api/internal/builtins/NamespaceTransformer.go
 */
export function inNamespace(namespace: string, options: NamespaceOptions): Transformer {
  const move = eachResource("build/field-shape", (resource, complain) => {
    const { manifest } = resource;
    if (manifest.metadata.annotations?.[helmGenerated] === "true") return resource;
    return renamed(resource, moved(manifest, { ...options, namespace, complain }));
  });
  return (resources) => {
    const result = move(resources);
    if (!result.ok) return result;
    const conflicts = conflictsIn(result.value);
    return conflicts.length > 0 ? failedWith(conflicts) : done(result.value);
  };
}

type Move = NamespaceOptions & { readonly namespace: string; readonly complain: Complain };

/** The object moved into the namespace, also on behalf of others than the step itself. */
export function moved(manifest: Manifest, move: Move): Manifest {
  const { namespace, fields, unsetOnly = false, complain } = move;
  const set = (value: Json): Json => {
    if (isScalar(value)) return unsetOnly && value !== null && value !== "" ? value : namespace;
    complain(
      "has a list or mapping where the name of a namespace belongs: namespace field specs must target scalar nodes",
      "Write the namespace as text",
    );
    return value;
  };
  let next = manifest;
  if (!isClusterScoped(manifest))
    next = changeAt(next, ownNamespace, { change: set, create: null, wrongShape: complain });
  const isBinding = bindings.has(manifest.kind);
  if (isBinding) {
    const change = (value: Json): Json => withSubjects(value, move, { set, complain });
    next = changeAt(next, subjects, { change, wrongShape: complain });
  }
  for (const field of fields) {
    if (!appliesTo(field, next) || isHandled(field, next)) continue;
    next = changeAt(next, field.path, {
      change: set,
      ...(field.create ? { create: null } : {}),
      wrongShape: complain,
    });
  }
  return next;
}

/** Fields of the object itself are not for field specs to set, but for the name of a Namespace. */
function isHandled({ path, kind = "" }: FieldSpec, { apiVersion }: Manifest): boolean {
  if (isSamePath(path, ownNamespace)) return true;
  if (isSamePath(path, ownName)) return apiVersion !== "v1";
  return bindings.has(kind) && isSamePath(path, subjectNamespace);
}

type Setting = { readonly set: (value: Json) => Json; readonly complain: Complain };

/** Upstream: `setSubjectsNamedDefault`, which looks at names alone, and `setServiceAccountNamespaces`. */
function withSubjects(subjects: Json, { subjects: mode }: NamespaceOptions, setting: Setting): Json {
  if (subjects === null || mode === "none") return subjects;
  if (!Array.isArray(subjects)) {
    setting.complain("has subjects that are no list", "Nest the field as the API does");
    return subjects;
  }
  const moves = (subject: Json): subject is JsonObject =>
    isJsonObject(subject) &&
    (mode === "allServiceAccounts" ? subject["kind"] === "ServiceAccount" : subject["name"] === "default");
  if (!subjects.some(moves)) return subjects;
  return subjects.map((subject: Json) =>
    moves(subject) ? { ...subject, namespace: setting.set(subject["namespace"] ?? null) } : subject,
  );
}

function conflictsIn(resources: readonly Resource[]): readonly Failure[] {
  return doublesIn(resources).map(({ double, first }) => ({
    code: "build/duplicate-object",
    subject: double.origin,
    message: `namespace transformation produces ID conflict: ${printedId(double.manifest)} is also declared at ${first.origin}`,
    remedy: "Rename one of the two, or keep them in different kustomizations with different namespaces",
  }));
}
