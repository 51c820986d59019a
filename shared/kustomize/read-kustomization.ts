import { done, failed, type Result } from "#shared/model/failure.ts";
import type { Json } from "#shared/model/json.ts";
import { compose } from "#shared/yaml/compose.ts";
import { splitDocuments } from "#shared/yaml/documents.ts";
import { plainScalarOfKustomization } from "#shared/yaml/plain-scalar.ts";
import { failureAt, type Problem } from "#shared/yaml/problem.ts";
import { textOf } from "#shared/yaml/text-of.ts";

import { fieldReader, type Field, type FieldReader } from "./field-reader.ts";
import { imagePattern } from "./image-name.ts";
import type { Image } from "./image.ts";
import { honoured, notYetHonoured } from "./kustomization-fields.ts";
import type { Entry, Kustomization } from "./kustomization.ts";
import { readLabels } from "./read-labels.ts";
import { commonAnnotationFields, commonLabelFields } from "./mark-fields.ts";
import type { Marks } from "./marks.ts";
import type { Replica } from "./replicas.ts";

/** Where a kustomization file lies. */
export type KustomizationPlace = { readonly path: string; readonly folder: string };

/** Reads a kustomization file. Upstream: api/types/kustomization.go `Unmarshal`, `FixKustomization`, `EnforceFields` */
export function readKustomization(
  bytes: Uint8Array,
  { path, folder }: KustomizationPlace,
): Result<Kustomization> {
  const composed = composeFile(bytes);
  if ("code" in composed) return failed(failureAt(path, composed));
  const reader = fieldReader(path, composed.lineOf);
  const root: Field = { value: composed.value ?? null, name: "", line: composed.line };
  const fields = reader.members(root, [...honoured, ...notYetHonoured]);
  checkType(reader, root, fields);
  refuseUnhonoured(reader, fields);
  if (reader.failures.length === 0 && isNothing(fields))
    return failed({
      code: "build/kustomization-empty",
      subject: path,
      message: "kustomization.yaml is empty",
      remedy: "List what it is to build under resources, or take the file away",
    });

  const entry = (field: Field): Entry => ({ text: reader.text(field), origin: `${path}:${field.line}` });
  const kustomization: Kustomization = {
    path,
    folder,
    kind: reader.text(fields.get("kind")) === "Component" ? "Component" : "Kustomization",
    resources: [...reader.elements(fields.get("resources")), ...reader.elements(fields.get("bases"))].map(
      entry,
    ),
    namespace: reader.text(fields.get("namespace")),
    namePrefix: reader.text(fields.get("namePrefix")),
    nameSuffix: reader.text(fields.get("nameSuffix")),
    labels: [
      ...reader.elements(fields.get("labels")).map((field) => readLabels(reader, field)),
      { pairs: reader.texts(fields.get("commonLabels")), fields: commonLabelFields },
    ].filter(hasPairs),
    annotations: [
      { pairs: reader.texts(fields.get("commonAnnotations")), fields: commonAnnotationFields },
    ].filter(hasPairs),
    replicas: reader.elements(fields.get("replicas")).map((field) => readReplica(reader, field, path)),
    images: [...reader.elements(fields.get("images")), ...reader.elements(fields.get("imageTags"))].map(
      (field) => readImage(reader, field),
    ),
  };
  return reader.failures.length > 0 ? failed(...reader.failures) : done(kustomization);
}

type ComposedFile = Exclude<ReturnType<typeof compose>, Problem>;

function composeFile(bytes: Uint8Array): ComposedFile | Problem {
  const text = textOf(bytes);
  if (typeof text !== "string") return text;
  const documents = splitDocuments(text);
  if ("code" in documents) return documents;
  let only: ComposedFile | undefined;
  for (const { text, line } of documents) {
    // Here kustomize takes the last of doubled keys, and so does Flux: what they build must build here.
    const composed = compose(text, {
      plain: plainScalarOfKustomization,
      line,
      withLines: true,
      lastKeyWins: true,
    });
    if ("code" in composed) return composed;
    if (only?.value !== undefined && only.value !== null && composed.value !== undefined)
      return {
        code: "build/yaml-invalid",
        line: composed.line,
        message: "is a second document in a kustomization file",
        remedy: "Put it into a file of its own: kustomize would not read it here",
      };
    only = only?.value === undefined || only.value === null ? composed : only;
  }
  return only ?? { value: undefined, line: 1, asWritten: new Map(), lineOf: () => undefined };
}

/** Nothing but a type. An empty list is something: kustomize takes `resources: []` for an answer. */
function isNothing(fields: ReadonlyMap<string, Field>): boolean {
  return [...fields].every(([name, { value }]) => name === "apiVersion" || name === "kind" || value === "");
}

function hasPairs({ pairs }: Marks): boolean {
  return Object.keys(pairs).length > 0;
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

function refuseUnhonoured(reader: FieldReader, fields: ReadonlyMap<string, Field>): void {
  for (const name of notYetHonoured) {
    const field = fields.get(name);
    if (field === undefined || asksForNothing(field.value)) continue;
    reader.refuse(field, {
      code: "build/unsupported-field",
      message: `uses the field "${name}", which is not supported yet`,
      remedy: "Take it out, or render it with kustomize and commit the result",
    });
  }
}

function asksForNothing(value: Json): boolean {
  if (value === null || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function readReplica(reader: FieldReader, field: Field, path: string): Replica {
  const members = reader.members(field, ["name", "count"]);
  return {
    name: reader.text(members.get("name")),
    count: reader.integer(members.get("count")),
    origin: `${path}:${field.line}`,
  };
}

function readImage(reader: FieldReader, field: Field): Image {
  const members = reader.members(field, ["name", "newName", "newTag", "digest", "tagSuffix"]);
  const name = reader.text(members.get("name"));
  const pattern = imagePattern(name);
  if (pattern === undefined)
    reader.refuse(members.get("name") ?? field, {
      code: "build/image-pattern",
      message: `names the image "${name}", which is read as a regular expression and is none`,
      remedy: "Write a \\ before characters like ( and *",
    });
  return {
    pattern: pattern ?? (() => false),
    newName: reader.text(members.get("newName")),
    newTag: reader.text(members.get("newTag")),
    digest: reader.text(members.get("digest")),
    tagSuffix: reader.text(members.get("tagSuffix")),
  };
}
