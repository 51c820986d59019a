import type { Field, FieldReader } from "./field-reader.ts";
import { fieldPath, printedPath } from "./field-path.ts";
import type { FieldSpec } from "./field-spec.ts";
import { commonLabelFields, metadataLabelFields, templateLabelFields } from "./mark-fields.ts";
import type { Marks } from "./marks.ts";

/** One entry of `labels`. Upstream: api/internal/target/kusttarget_configplugin.go `LabelTransformer` */
export function readLabels(reader: FieldReader, field: Field): Marks {
  const members = reader.members(field, ["pairs", "includeSelectors", "includeTemplates", "fields"]);
  const fields = reader.elements(members.get("fields")).map((spec) => readFieldSpec(reader, spec));
  const selectors = reader.flag(members.get("includeSelectors"));
  const templates = reader.flag(members.get("includeTemplates"));
  const byDefault = selectors
    ? commonLabelFields
    : [...(templates ? templateLabelFields : []), ...metadataLabelFields];
  for (const spec of byDefault) {
    const same = fields.find((other) => isSameField(other, spec));
    if (same === undefined) fields.push(spec);
    else if (same.create !== spec.create)
      reader.refuse(members.get("fields") ?? field, {
        code: "build/field-conflict",
        message: `has conflicting fieldspecs: labels go to ${printedPath(spec.path)} anyway, with create: ${spec.create}`,
        remedy: "Take the field out, or write create as it is by default",
      });
  }
  return { pairs: reader.texts(members.get("pairs")), fields };
}

/** Upstream: api/types/fieldspec.go */
function readFieldSpec(reader: FieldReader, field: Field): FieldSpec {
  const members = reader.members(field, ["group", "version", "kind", "path", "create"]);
  return {
    group: reader.text(members.get("group")),
    version: reader.text(members.get("version")),
    kind: reader.text(members.get("kind")),
    path: fieldPath(reader.text(members.get("path"))),
    create: reader.flag(members.get("create")),
  };
}

/** Upstream: api/types/fieldspec.go `effectivelyEquals`: whether `other`, added to a list, is there already as `one`. */
function isSameField(one: FieldSpec, other: FieldSpec): boolean {
  const covers = (wanted: string | undefined, given: string | undefined): boolean =>
    !wanted || wanted === given;
  return (
    covers(other.group, one.group) &&
    covers(other.version, one.version) &&
    covers(other.kind, one.kind) &&
    one.path.length === other.path.length &&
    one.path.every(({ name, isList }, index) => {
      const step = other.path[index];
      return step !== undefined && step.name === name && step.isList === isList;
    })
  );
}
