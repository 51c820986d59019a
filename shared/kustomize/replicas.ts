import { failed } from "#shared/model/failure.ts";

import type { Json } from "#shared/model/json.ts";

import type { Field, FieldReader } from "./field-reader.ts";
import { changeAt, isScalar } from "./field-path.ts";
import { appliesTo, fieldsOf, type FieldSpec } from "./field-spec.ts";
import { printedType } from "./gvk-order.ts";
import { goesBy, isSelected, type Resource } from "./resource.ts";
import { eachResource, type Transformer } from "./transformer.ts";

export type Replica = {
  readonly name: string;
  readonly count: number;
  /** Where the kustomization says so. */
  readonly origin: string;
};

export function readReplica(reader: FieldReader, field: Field, path: string): Replica {
  const members = reader.members(field, ["name", "count"]);
  return {
    name: reader.text(members.get("name")),
    count: reader.integer(members.get("count")),
    origin: `${path}:${field.line}`,
  };
}

/** Upstream: api/internal/konfig/builtinpluginconsts/replicas.go */
export const replicaFields: readonly FieldSpec[] = [
  "Deployment",
  "ReplicationController",
  "ReplicaSet",
  "StatefulSet",
].flatMap((kind) => fieldsOf({ kind, create: true }, ["spec/replicas"]));

/**
 * Sets how many replicas a workload has, by any name that it goes by or went by.
 * Upstream: api/internal/builtins/ReplicaCountTransformer.go
 */
export function replicas({ name, count, origin }: Replica, fields: readonly FieldSpec[]): Transformer {
  const scale = eachResource("build/field-shape", (resource, complain) => {
    if (!goesBy(resource, name, () => true)) return resource;
    const refuse = (value: Json): Json => {
      complain(
        "has no number where spec.replicas belongs",
        "Write spec as a mapping and replicas as a number",
      );
      return value;
    };
    let { manifest } = resource;
    for (const field of fields)
      if (isOneOf(resource, name, [field]) && appliesTo(field, manifest))
        manifest = changeAt(manifest, field.path, {
          change: (value) => (isScalar(value) ? count : refuse(value)),
          ...(field.create ? { create: null } : {}),
          wrongShape: complain,
        });
    return manifest === resource.manifest ? resource : { ...resource, manifest };
  });
  return (resources) => {
    if (resources.some((resource) => isOneOf(resource, name, fields))) return scale(resources);
    return failed({
      code: "build/replicas-unmatched",
      subject: origin,
      message: `sets replicas, but resource with name ${name} does not match a config with the following GVK [${fields.map(printedType).join(" ")}]`,
      remedy: "Name a workload that this kustomization's resources define",
    });
  };
}

function isOneOf(resource: Resource, name: string, fields: readonly FieldSpec[]): boolean {
  return goesBy(resource, name, ({ kind }) =>
    fields.some((field) => isSelected(resource.manifest, kind, field)),
  );
}
