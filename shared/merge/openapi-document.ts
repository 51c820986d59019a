import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

import type { TypeName } from "./schema-book.ts";

/** A user's own OpenAPI document, version 2, as a kube-apiserver serves it: what of it counts. */
export type OpenApiDocument = { readonly definitions: JsonObject; readonly paths: JsonObject };

/** Upstream: kyaml/openapi/openapi.go `parse`, which ends kustomize itself when the document is none. */
export function openApiDocument(value: Json): OpenApiDocument | string {
  if (value === null) return { definitions: {}, paths: {} };
  if (!isJsonObject(value)) return "invalid schema file: it is no mapping";
  const definitions = value["definitions"] ?? {};
  const paths = value["paths"] ?? {};
  if (!isJsonObject(definitions)) return "invalid schema file: its definitions are no mapping";
  if (!isJsonObject(paths)) return "invalid schema file: its paths are no mapping";
  return { definitions, paths };
}

/** The type that an entry of `x-kubernetes-group-version-kind` names. */
export function typeNamed(entry: Json | undefined): TypeName | undefined {
  const { group, version, kind } = mappingOf(entry);
  if (typeof version !== "string" || typeof kind !== "string") return undefined;
  return { apiVersion: typeof group === "string" && group !== "" ? `${group}/${version}` : version, kind };
}

/** The two parts of a type as one, for keys of a Map. */
export function typeId({ apiVersion, kind }: TypeName): string {
  return `${apiVersion} ${kind}`;
}

export function mappingOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
