import { failedWith, done, type Result } from "#shared/model/failure.ts";
import {
  fieldSpecFields,
  readFieldSpec,
  readFieldSpecs,
  sortedSpecs,
  type FieldSpec,
} from "#shared/kustomize/field-spec.ts";
import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { byType } from "#shared/kustomize/gvk-order.ts";
import type { NameReference } from "#shared/kustomize/name-reference.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";

import { emptyConfig, specFields, type TransformerConfig } from "./transformer-config.ts";

/** A file that `configurations` names. Upstream: api/internal/plugins/builtinconfig/loaddefaultconfig.go */
export function readConfig(path: string, bytes: Uint8Array): Result<TransformerConfig> {
  const file = readFields(path, bytes, { eachKeyOnce: true });
  if (!file.ok) return file;
  const { reader, root } = file.value;
  const fields = reader.members(root, [...specFields, "nameReference"]);
  const config: { -readonly [field in keyof TransformerConfig]: TransformerConfig[field] } = {
    ...emptyConfig,
  };
  for (const field of specFields) {
    const specs = readFieldSpecs(reader, fields.get(field));
    if (specs.length > 0) config[field] = sortedSpecs(specs);
  }
  const references = reader
    .elements(fields.get("nameReference"))
    .map((reference) => readReference(reader, reference));
  config.nameReference = references.toSorted((one, other) => byType(one.target, other.target));
  return reader.failures.length > 0 ? failedWith(reader.failures) : done(config);
}

function readReference(reader: FieldReader, field: Field): NameReference {
  const members = reader.members(field, [...fieldSpecFields.slice(0, 3), "fieldSpecs"]);
  const text = (name: string): string => reader.text(members.get(name));
  const referrers: readonly FieldSpec[] = reader
    .elements(members.get("fieldSpecs"))
    .map((spec) => readFieldSpec(reader, spec));
  return { target: { group: text("group"), version: text("version"), kind: text("kind") }, referrers };
}
