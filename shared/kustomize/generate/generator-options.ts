import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";

/** What generated objects are given beside their content. Upstream: api/types/generatoroptions.go */
export type GeneratorOptions = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
};

/** The field `generatorOptions` of a kustomization, or `options` of one generator; undefined gives what holds without. */
export function readGeneratorOptions(reader: FieldReader, field: Field | undefined): GeneratorOptions {
  const members = reader.members(field, ["labels", "annotations", "disableNameSuffixHash", "immutable"]);
  return {
    labels: reader.texts(members.get("labels")),
    annotations: reader.texts(members.get("annotations")),
    disableNameSuffixHash: reader.flag(members.get("disableNameSuffixHash")),
    immutable: reader.flag(members.get("immutable")),
  };
}

/** A generator's own labels and annotations win; a true of either side stands. */
export function withGlobalOptions(own: GeneratorOptions, global: GeneratorOptions): GeneratorOptions {
  return {
    labels: { ...global.labels, ...own.labels },
    annotations: { ...global.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash || global.disableNameSuffixHash,
    immutable: own.immutable || global.immutable,
  };
}
