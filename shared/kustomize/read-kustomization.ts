import { done, failed, failedWith, type Result } from "#shared/model/failure.ts";

import { deprecations } from "./deprecations.ts";
import type { Field, FieldReader } from "./field-reader.ts";
import { readGeneratorArgs, type GeneratorArgs } from "./generate/generator-args.ts";
import {
  readGeneratorOptions,
  withGlobalOptions,
  type GeneratorOptions,
} from "./generate/generator-options.ts";
import { readImage } from "./image.ts";
import { kustomizationFields, refusedFields } from "./kustomization-fields.ts";
import type { Entry, Kustomization, OpenApi } from "./kustomization.ts";
import { readLabels } from "./labels.ts";
import { readSortOptions } from "./order/sort-options.ts";
import { readPatch } from "./patch/patch-entry.ts";
import { readFields } from "./read-fields.ts";
import { readReplica } from "./replicas.ts";
import { readReplacements, type ReplacementPlace } from "./replace/read-replacements.ts";
import { readVar } from "./vars/var.ts";

/** Where a kustomization file lies. */
export type KustomizationPlace = Pick<ReplacementPlace, "path" | "read"> & { readonly folder: string };

/** Reads a kustomization file. Upstream: api/types/kustomization.go `Unmarshal`, `FixKustomization`, `EnforceFields` */
export function readKustomization(bytes: Uint8Array, place: KustomizationPlace): Result<Kustomization> {
  const { path } = place;
  const file = readFields(path, bytes);
  if (!file.ok) return file;
  const { reader, root } = file.value;
  const fields = reader.members(root, kustomizationFields);
  checkType(reader, root, fields);
  refuseFields(reader, fields);
  if (reader.failures.length === 0 && isNothing(fields))
    return failed({
      code: "build/kustomization-empty",
      subject: path,
      message: "kustomization.yaml is empty",
      remedy: "List what it is to build under resources, or take the file away",
    });
  const replacements = readReplacements(fields.get("replacements"), { ...place, reader });
  const kustomization = kustomizationOf(reader, fields, place);
  const failures = [...reader.failures, ...(replacements.ok ? [] : replacements.failures)];
  if (failures.length > 0 || !replacements.ok) return failedWith(failures);
  return done({ ...kustomization, replacements: replacements.value });
}

function kustomizationOf(
  reader: FieldReader,
  fields: ReadonlyMap<string, Field>,
  { path, folder }: KustomizationPlace,
): Omit<Kustomization, "replacements"> {
  const list = (name: string): readonly Field[] => reader.elements(fields.get(name));
  const text = (name: string): string => reader.text(fields.get(name));
  const entries = (name: string): readonly Entry[] =>
    list(name).map((field) => ({ text: reader.text(field), origin: `${path}:${field.line}` }));
  const sortOptions = fields.get("sortOptions");
  return {
    path,
    folder,
    kind: text("kind") === "Component" ? "Component" : "Kustomization",
    resources: entries("resources"),
    bases: entries("bases"),
    components: entries("components"),
    crds: entries("crds"),
    configurations: entries("configurations"),
    generators: entries("generators"),
    transformers: entries("transformers"),
    validators: entries("validators"),
    openapi: readOpenApi(reader, fields.get("openapi"), path),
    namespace: text("namespace"),
    namePrefix: text("namePrefix"),
    nameSuffix: text("nameSuffix"),
    labels: list("labels").map((field) => readLabels(reader, field, path)),
    commonLabels: reader.texts(fields.get("commonLabels")),
    commonAnnotations: reader.texts(fields.get("commonAnnotations")),
    patchesStrategicMerge: entries("patchesStrategicMerge"),
    patches: list("patches").map((field) => readPatch(reader, field, path)),
    patchesJson6902: list("patchesJson6902").map((field) => readPatch(reader, field, path)),
    ...readGenerators(reader, fields, path),
    replicas: list("replicas").map((field) => readReplica(reader, field, path)),
    images: list("images").map((field) => readImage(reader, field)),
    imageTags: list("imageTags").map((field) => readImage(reader, field)),
    vars: list("vars").map((field) => readVar(reader, field, path)),
    sortOptions: sortOptions === undefined ? undefined : readSortOptions(reader, sortOptions, path),
    buildMetadata: list("buildMetadata").map((field) => reader.text(field)),
    warnings: deprecations(fields),
  };
}

function readGenerators(
  reader: FieldReader,
  fields: ReadonlyMap<string, Field>,
  path: string,
): Pick<Kustomization, "configMaps" | "secrets"> {
  const global = readGeneratorOptions(reader, fields.get("generatorOptions"));
  const args = (name: string, kind: GeneratorArgs["kind"]): readonly GeneratorArgs[] =>
    reader.elements(fields.get(name)).map((field) => {
      const own = readGeneratorArgs(reader, field, { kind, path });
      return withOptions(own, withGlobalOptions(own.options, global));
    });
  return {
    configMaps: args("configMapGenerator", "ConfigMap"),
    secrets: args("secretGenerator", "Secret"),
  };
}

function withOptions(args: GeneratorArgs, options: GeneratorOptions): GeneratorArgs {
  return { ...args, options };
}

function readOpenApi(reader: FieldReader, field: Field | undefined, path: string): OpenApi | undefined {
  if (field === undefined) return undefined;
  const members = reader.members(field, ["version", "path"]);
  const file = members.get("path");
  return {
    version: members.has("version") ? reader.text(members.get("version")) : undefined,
    path: file === undefined ? undefined : reader.text(file),
    origin: `${path}:${field.line}`,
  };
}

/** Nothing but a type. An empty list is something: kustomize takes `resources: []` for an answer. */
function isNothing(fields: ReadonlyMap<string, Field>): boolean {
  return [...fields].every(([name, { value }]) => name === "apiVersion" || name === "kind" || value === "");
}

const versions = {
  Kustomization: "kustomize.config.k8s.io/v1beta1",
  Component: "kustomize.config.k8s.io/v1alpha1",
} as const;

function checkType(reader: FieldReader, root: Field, fields: ReadonlyMap<string, Field>): void {
  const kind = reader.text(fields.get("kind")) || "Kustomization";
  const apiVersion = reader.text(fields.get("apiVersion"));
  const code = "build/kustomization-type";
  if (kind !== "Kustomization" && kind !== "Component") {
    const message = "kind should be Kustomization or Component";
    reader.refuse(fields.get("kind") ?? root, { code, message, remedy: `It says "${kind}"` });
    return;
  }
  if (apiVersion === "" || apiVersion === versions[kind]) return;
  const message = `apiVersion for ${kind} should be ${versions[kind]}`;
  reader.refuse(fields.get("apiVersion") ?? root, { code, message, remedy: `It says "${apiVersion}"` });
}

function refuseFields(reader: FieldReader, fields: ReadonlyMap<string, Field>): void {
  for (const name of refusedFields) {
    const field = fields.get(name);
    if (field === undefined || (Array.isArray(field.value) && field.value.length === 0)) continue;
    reader.refuse(field, {
      code: "build/helm",
      message: `uses the field "${name}": must specify --enable-helm, which a build without programs of its own has not`,
      remedy: "Render the chart with helm template and commit the result, or apply it with a HelmRelease",
    });
  }
}
