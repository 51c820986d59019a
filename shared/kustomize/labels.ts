import type { Failure } from "#shared/model/failure.ts";

import type { TransformerConfig } from "./config/transformer-config.ts";
import type { Field, FieldReader } from "./field-reader.ts";
import { fieldsOf, mergedSpecs, readFieldSpecs, type FieldSpec } from "./field-spec.ts";
import type { Marks } from "./marks.ts";

/** One entry of `labels`. */
export type LabelEntry = {
  readonly pairs: Readonly<Record<string, string>>;
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
  readonly fields: readonly FieldSpec[];
  readonly origin: string;
};

export function readLabels(reader: FieldReader, field: Field, path: string): LabelEntry {
  const members = reader.members(field, ["pairs", "includeSelectors", "includeTemplates", "fields"]);
  return {
    pairs: reader.texts(members.get("pairs")),
    includeSelectors: reader.flag(members.get("includeSelectors")),
    includeTemplates: reader.flag(members.get("includeTemplates")),
    fields: readFieldSpecs(reader, members.get("fields")),
    origin: `${path}:${field.line}`,
  };
}

/** The one field that `labels` writes to unless told more. */
const metadataLabels = fieldsOf({ create: true }, ["metadata/labels"]);

/** Which fields an entry writes to. Upstream: api/internal/target/kusttarget_configplugin.go `LabelTransformer` */
export function labelMarks(entry: LabelEntry, config: TransformerConfig): Marks | Failure {
  const { pairs, includeSelectors, includeTemplates, origin } = entry;
  const more = [
    config.labels,
    ...(includeSelectors
      ? [config.commonLabels]
      : [...(includeTemplates ? [config.templateLabels] : []), metadataLabels]),
  ];
  let fields = entry.fields;
  for (const specs of more) {
    const merged = mergedSpecs(fields, specs);
    if ("conflict" in merged)
      return {
        code: "build/field-conflict",
        subject: origin,
        message:
          "failed to merge labels: conflicting fieldspecs: labels go to one of its fields anyway, with another create",
        remedy: "Take the field out, or write create as it is by default",
      };
    fields = merged.specs;
  }
  return { pairs, fields };
}
