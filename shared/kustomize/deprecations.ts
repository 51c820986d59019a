import type { Field } from "./field-reader.ts";

const insteadOf: Readonly<Record<string, string>> = {
  bases: "resources",
  commonLabels: "labels",
  imageTags: "images",
  patchesJson6902: "patches",
  patchesStrategicMerge: "patches",
  vars: "replacements",
};

/** Fields that kustomize still takes and would rather not. Upstream: api/types/kustomization.go `CheckDeprecatedFields` */
export function deprecations(fields: ReadonlyMap<string, Field>): readonly string[] {
  return Object.entries(insteadOf)
    .filter(([name]) => fields.has(name))
    .map(
      ([name, other]) =>
        `# Warning: '${name}' is deprecated. Please use '${other}' instead. ${name === "vars" ? "[EXPERIMENTAL] " : ""}Run 'kustomize edit fix' to update your Kustomization automatically.`,
    );
}
