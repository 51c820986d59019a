import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import type { Generated } from "#shared/kustomize/resource.ts";

import { readGeneratorOptions, type GeneratorOptions } from "./generator-options.ts";

/** One entry of `configMapGenerator` or `secretGenerator`. Text that is not given is "". */
export type GeneratorArgs = {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly namespace: string;
  readonly behavior: Generated["behavior"];
  /** Of a Secret. */
  readonly type: string;
  readonly envs: readonly Source[];
  readonly literals: readonly Source[];
  readonly files: readonly Source[];
  readonly options: GeneratorOptions;
  /** Where it is asked for: `k8s/kustomization.yaml:4`. */
  readonly origin: string;
};

/** A place to take content from, as it was written, and where. */
export type Source = { readonly text: string; readonly origin: string };

/** What is read for, and the path of the file that it is read from. */
export type GeneratorPlace = { readonly kind: GeneratorArgs["kind"]; readonly path: string };

const common = ["namespace", "name", "behavior", "literals", "files", "envs", "env", "options"] as const;

/** Upstream: api/types/generatorargs.go, api/types/kvpairsources.go, api/types/secretargs.go */
export function readGeneratorArgs(reader: FieldReader, field: Field, place: GeneratorPlace): GeneratorArgs {
  const members = reader.members(field, place.kind === "Secret" ? [...common, "type"] : common);
  const source = (field: Field): Source => ({
    text: reader.text(field),
    origin: `${place.path}:${field.line}`,
  });
  const sources = (name: string): readonly Source[] => reader.elements(members.get(name)).map(source);
  const env = members.get("env");
  return {
    kind: place.kind,
    name: reader.text(members.get("name")),
    namespace: reader.text(members.get("namespace")),
    behavior: behaviorOf(reader.text(members.get("behavior"))),
    type: reader.text(members.get("type")),
    envs: [...sources("envs"), ...(env === undefined || env.value === "" ? [] : [source(env)])],
    literals: sources("literals"),
    files: sources("files"),
    options: readGeneratorOptions(reader, members.get("options")),
    origin: `${place.path}:${field.line}`,
  };
}

/** Upstream: api/types/generationbehavior.go: what nobody knows is taken for nothing said. */
function behaviorOf(text: string): Generated["behavior"] {
  return text === "create" || text === "replace" || text === "merge" ? text : "unspecified";
}

/**
 * The same as the configuration of a plugin, listed under `generators`, for a lenient reader: its metadata names
 * the object where it does not do so itself, and the old field `env` is passed over.
 * Upstream: api/internal/builtins/ConfigMapGenerator.go `Config`
 */
export function readGeneratorPlugin(reader: FieldReader, field: Field, place: GeneratorPlace): GeneratorArgs {
  const args = readGeneratorArgs(reader, field, place);
  const members = reader.members(field, ["metadata", "envs"]);
  const metadata = reader.members(members.get("metadata"), ["name", "namespace"]);
  return {
    ...args,
    name: args.name || reader.text(metadata.get("name")),
    namespace: args.namespace || reader.text(metadata.get("namespace")),
    envs: args.envs.slice(0, reader.elements(members.get("envs")).length),
  };
}
