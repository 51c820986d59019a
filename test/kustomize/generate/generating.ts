import { dropBuildAnnotations } from "#shared/kustomize/build-annotations.ts";
import { gathering } from "#shared/kustomize/generate/gathering.ts";
import { generateObject } from "#shared/kustomize/generate/generate-object.ts";
import { readGeneratorArgs, type GeneratorArgs } from "#shared/kustomize/generate/generator-args.ts";
import { readGeneratorOptions, withGlobalOptions } from "#shared/kustomize/generate/generator-options.ts";
import { hashSuffix } from "#shared/kustomize/generate/hash-suffix.ts";
import { readFields, type FieldFile } from "#shared/kustomize/read-fields.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import { done, failed, type Result } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";

const path = "kustomization.yaml";

/** The root of a text of fields, and a reader for it. */
export function fieldsOf(text: string, lenient = false): FieldFile {
  const fields = readFields(path, new TextEncoder().encode(text), { lenient });
  if (!fields.ok) throw new Error(JSON.stringify(fields.failures));
  return fields.value;
}

/** What a kustomization's generators are told. */
export function argsOf(kustomization: string): Result<readonly GeneratorArgs[]> {
  const { reader, root } = fieldsOf(kustomization);
  const fields = reader.members(root, ["configMapGenerator", "secretGenerator", "generatorOptions"]);
  const options = readGeneratorOptions(reader, fields.get("generatorOptions"));
  const withOptions = (args: GeneratorArgs): GeneratorArgs => ({
    ...args,
    options: withGlobalOptions(args.options, options),
  });
  const read = (name: string, kind: GeneratorArgs["kind"]): readonly GeneratorArgs[] =>
    reader
      .elements(fields.get(name))
      .map((field) => readGeneratorArgs(reader, field, { kind, path }))
      .map(withOptions);
  const args = [...read("configMapGenerator", "ConfigMap"), ...read("secretGenerator", "Secret")];
  return reader.failures.length > 0 ? failed(...reader.failures) : done(args);
}

export type FilesByPath = Readonly<Record<string, string | Uint8Array>>;

/** What a kustomization's generators make of what was gathered. */
export function generated(
  kustomization: string,
  files: FilesByPath = {},
  gathered: readonly Resource[] = [],
): Result<readonly Resource[]> {
  const args = argsOf(kustomization);
  if (!args.ok) return args;
  const bytesOf = (name: string): Uint8Array | undefined => {
    const content = files[name];
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const made = args.value.map((one) => generateObject(one, bytesOf));
  const failures = made.flatMap((one) => (one.ok ? [] : one.failures));
  if (failures.length > 0) return failed(...failures);
  const { join, resources } = gathering(gathered);
  const refused = made.flatMap((one) => (one.ok ? (join(one.value) ?? []) : []));
  return refused.length > 0 ? failed(...refused) : done(resources());
}

/** As they leave a build: with their hashes, and without notes. */
export function finished(resources: Result<readonly Resource[]>): Result<readonly Manifest[]> {
  if (!resources.ok) return resources;
  const hashed = hashSuffix(resources.value);
  if (!hashed.ok) return hashed;
  const dropped = dropBuildAnnotations(hashed.value);
  return dropped.ok ? done(dropped.value.map(({ manifest }) => manifest)) : dropped;
}
