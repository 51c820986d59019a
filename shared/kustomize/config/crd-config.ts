import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { fieldsOf, mergedSpecs, type FieldSpec } from "#shared/kustomize/field-spec.ts";
import { mergedReferences } from "#shared/kustomize/name-reference.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";

import { emptyConfig, type TransformerConfig } from "./transformer-config.ts";

/** Definitions may refer to each other in a circle, or two by two; upstream would follow them for ever. */
const deepest = 32;
const mostFields = 30_000;

/**
 * What a file that `crds` names says of its types' fields, in OpenAPI's definitions with extensions of kustomize's own.
 * Upstream: api/internal/accumulator/loadconfigfromcrds.go
 */
export function readCrdConfig(path: string, bytes: Uint8Array): Result<TransformerConfig> {
  const file = readFields(path, bytes, { lenient: true });
  if (!file.ok) return file;
  const { value } = file.value.root;
  if (!isJsonObject(value) || !Object.values(value).every(isDefinition)) return failed(notDefinitions(path));
  const effort = { fields: 0 };
  let config = emptyConfig;
  for (const [name, definition] of Object.entries(value)) {
    const properties = propertiesOf(definition);
    if (!["kind", "apiVersion", "metadata"].every((field) => Object.hasOwn(properties, field))) continue;
    // "a.b.Kind" and "pkg/path.Kind" alike: what follows the last dot.
    const kind = name.slice(name.lastIndexOf(".") + 1);
    config = fieldsBelow(config, { definitions: value, name, kind, path: [], effort });
  }
  return effort.fields > mostFields ? failed(tooMuch(path)) : done(config);
}

/** Even a CustomResourceDefinition, which is listed here by mistake, is a mapping: but to text, such as its kind. */
function isDefinition(value: Json): boolean {
  return value === null || isJsonObject(value);
}

type Place = {
  readonly definitions: JsonObject;
  readonly name: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly effort: { fields: number };
};

function fieldsBelow(config: TransformerConfig, place: Place): TransformerConfig {
  const { name, kind, path, ...same } = place;
  let next = config;
  if (path.length > deepest) return next;
  for (const [field, property] of Object.entries(propertiesOf(definitionOf(name, same.definitions)))) {
    if (!isJsonObject(property) || ++same.effort.fields > mostFields) continue;
    const at = [...path, field];
    next = withProperty(next, property, { kind, at });
    const { $ref: reference } = property;
    if (typeof reference === "string") next = fieldsBelow(next, { ...same, name: reference, kind, path: at });
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

function definitionOf(name: string, definitions: JsonObject): Json {
  return Object.hasOwn(definitions, name) ? (definitions[name] ?? null) : null;
}

function propertiesOf(definition: Json): JsonObject {
  const schema = isJsonObject(definition) ? (definition["Schema"] ?? definition["schema"]) : undefined;
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  return isJsonObject(properties) ? properties : {};
}

function tooMuch(path: string): Failure {
  return {
    code: "build/too-large",
    subject: path,
    message: `has more than ${mostFields} fields, each counted wherever a type has it`,
    remedy: "Leave out the definitions that refer to no other objects",
  };
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
