import { done, failed, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { isClusterScoped } from "./cluster-scoped.ts";
import { changeAt, fieldPath, isScalar } from "./field-path.ts";
import { appliesTo, fieldsOf, type FieldSpec } from "./field-spec.ts";
import { idOf, printedId, renamed, type Resource } from "./resource.ts";
import { eachResource, type Complain, type Transformer } from "./transformer.ts";

/** Upstream: api/internal/konfig/builtinpluginconsts/namespace.go */
const fields: readonly FieldSpec[] = [
  ...fieldsOf({ kind: "Namespace", create: true }, ["metadata/name"]),
  ...fieldsOf({ group: "apiregistration.k8s.io", kind: "APIService", create: true }, [
    "spec/service/namespace",
  ]),
  ...fieldsOf({ group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" }, [
    "spec/conversion/webhook/clientConfig/service/namespace",
  ]),
];
const ownNamespace = fieldPath("metadata/namespace");
const subjects = fieldPath("subjects");
const bindings: ReadonlySet<string> = new Set(["RoleBinding", "ClusterRoleBinding"]);

/** What the helm generator leaves behind: it has placed these objects itself. */
const helmGenerated = "internal.config.kubernetes.io/helm-generated";

/**
 * Puts objects into a namespace, along with what names that namespace in them: a Namespace takes the name itself,
 * and a binding's subjects called `default` move too. What lives outside namespaces stays there.
 * Upstream: api/filters/namespace/namespace.go, api/internal/builtins/NamespaceTransformer.go
 */
export function inNamespace(namespace: string): Transformer {
  const move = eachResource("build/field-shape", (resource, complain) => {
    const { manifest } = resource;
    if (manifest.metadata.annotations?.[helmGenerated] === "true") return resource;
    return renamed(resource, moved(manifest, namespace, complain));
  });
  return (resources) => {
    const result = move(resources);
    if (!result.ok) return result;
    const conflicts = conflictsIn(result.value);
    return conflicts.length > 0 ? failed(...conflicts) : done(result.value);
  };
}

function moved(manifest: Manifest, namespace: string, complain: Complain): Manifest {
  const set = (value: Json): Json => {
    if (isScalar(value)) return namespace;
    complain("has a list or mapping where the name of a namespace belongs", "Write the namespace as text");
    return value;
  };
  const wrongShape = (message: string): void => complain(message, "Nest the field as the API does");

  let next = manifest;
  if (!isClusterScoped(manifest))
    next = changeAt(next, ownNamespace, { change: set, create: null, wrongShape });
  if (bindings.has(manifest.kind)) {
    const change = (value: Json): Json => withDefaultSubjects(value, namespace, wrongShape);
    next = changeAt(next, subjects, { change, wrongShape });
  }
  for (const field of fields)
    if (appliesTo(field, next) && (next.kind !== "Namespace" || next.apiVersion === "v1"))
      next = changeAt(next, field.path, {
        change: set,
        ...(field.create ? { create: null } : {}),
        wrongShape,
      });
  return next;
}

/** Only subjects called `default` move, whatever their kind. Upstream: `setSubjectsNamedDefault`. */
function withDefaultSubjects(subjects: Json, namespace: string, wrongShape: (message: string) => void): Json {
  if (subjects === null) return subjects;
  if (!Array.isArray(subjects)) {
    wrongShape("has subjects that are no list");
    return subjects;
  }
  const isDefault = (subject: Json): subject is JsonObject =>
    isJsonObject(subject) && subject["name"] === "default";
  if (!subjects.some(isDefault)) return subjects;
  return subjects.map((subject: Json) => (isDefault(subject) ? { ...subject, namespace } : subject));
}

function conflictsIn(resources: readonly Resource[]): readonly Failure[] {
  const firstById = new Map<string, Resource>();
  const conflicts: Failure[] = [];
  for (const resource of resources) {
    const first = firstById.get(idOf(resource));
    if (first === undefined) firstById.set(idOf(resource), resource);
    else
      conflicts.push({
        code: "build/duplicate-object",
        subject: resource.origin,
        message: `namespace transformation produces ID conflict: ${printedId(resource.manifest)} is also declared at ${first.origin}`,
        remedy: "Rename one of the two, or keep them in different kustomizations with different namespaces",
      });
  }
  return conflicts;
}
