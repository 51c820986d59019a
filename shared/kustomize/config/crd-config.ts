import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { fieldsOf, mergedSpecs, type FieldSpec } from "#shared/kustomize/field-spec.ts";
import { mergedReferences } from "#shared/kustomize/name-reference.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";

import { emptyConfig, type TransformerConfig } from "./transformer-config.ts";

/** Definitions may refer to each other in a circle; upstream would follow it for ever. */
const deepest = 32;

/**
 * What a file that `crds` names says of its types' fields, in OpenAPI's definitions with extensions of kustomize's own.
 * Upstream: api/internal/accumulator/loadconfigfromcrds.go
 */
export function readCrdConfig(path: string, bytes: Uint8Array): Result<TransformerConfig> {
  const file = readFields(path, bytes, { lenient: true });
  if (!file.ok) return file;
  const { value } = file.value.root;
  if (!isJsonObject(value)) return failed(notDefinitions(path));
  let config = emptyConfig;
  for (const [name, definition] of Object.entries(value)) {
    const properties = propertiesOf(definition);
    if (!["kind", "apiVersion", "metadata"].every((field) => Object.hasOwn(properties, field))) continue;
    // "a.b.Kind" and "pkg/path.Kind" alike: what follows the last dot.
    const kind = name.slice(name.lastIndexOf(".") + 1);
    config = fieldsBelow(config, { definitions: value, name, kind, path: [] });
  }
  return done(config);
}

type Place = {
  readonly definitions: JsonObject;
  readonly name: string;
  readonly kind: string;
  readonly path: readonly string[];
};

function fieldsBelow(config: TransformerConfig, place: Place): TransformerConfig {
  const { definitions, name, kind, path } = place;
  let next = config;
  if (path.length > deepest) return next;
  for (const [field, property] of Object.entries(propertiesOf(definitions[name] ?? null))) {
    if (!isJsonObject(property)) continue;
    const at = [...path, field];
    next = withProperty(next, property, { kind, at });
    const { $ref: reference } = property;
    if (typeof reference === "string")
      next = fieldsBelow(next, { definitions, name: reference, kind, path: at });
  }
  return next;
}

type At = { readonly kind: string; readonly at: readonly string[] };

function withProperty(config: TransformerConfig, property: JsonObject, { kind, at }: At): TransformerConfig {
  const says = (extension: string): string | undefined => {
    const value = property[`x-kubernetes-${extension}`];
    return typeof value === "string" ? value : undefined;
  };
  const specs = (...more: string[]): readonly FieldSpec[] =>
    fieldsOf({ kind }, [[...at, ...more].map((name) => name.replaceAll("/", "\\/")).join("/")]);
  let next = config;
  const add = (field: "commonAnnotations" | "commonLabels" | "namePrefix"): void => {
    const merged = mergedSpecs(next[field], specs());
    if ("specs" in merged) next = { ...next, [field]: merged.specs };
  };
  if (says("annotation") !== undefined) add("commonAnnotations");
  if (says("label-selector") !== undefined) add("commonLabels");
  if (says("identity") !== undefined) add("namePrefix");
  const [version, referred] = [says("object-ref-api-version"), says("object-ref-kind")];
  if (version === undefined || referred === undefined) return next;
  const reference = {
    target: { version, kind: referred },
    referrers: specs(says("object-ref-name-key") ?? "name"),
  };
  const merged = mergedReferences(next.nameReference, [reference]);
  return "references" in merged ? { ...next, nameReference: merged.references } : next;
}

function propertiesOf(definition: Json): JsonObject {
  const schema = isJsonObject(definition) ? (definition["Schema"] ?? definition["schema"]) : undefined;
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  return isJsonObject(properties) ? properties : {};
}

function notDefinitions(path: string): Failure {
  return {
    code: "build/crds-invalid",
    subject: path,
    message: `unable to parse open API definition from '${path}'`,
    remedy:
      "crds takes OpenAPI definitions by type name, not CustomResourceDefinitions: list those under resources",
  };
}
