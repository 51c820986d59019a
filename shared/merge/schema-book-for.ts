import type { Json } from "#shared/model/json.ts";

import { builtInDefinition, builtInSchemas } from "./built-in-schemas.ts";
import { openApiDocument } from "./openapi-document.ts";
import { schemasFromOpenApi, type Elsewhere } from "./openapi-schemas.ts";
import { scopesFromOpenApi } from "./openapi-scopes.ts";
import { bookOver, type SchemaBook } from "./schema-book.ts";

/** What the field `openapi` of a kustomization asks for, with the document that its `path` names. */
export type OpenApiField = {
  readonly version: string | undefined;
  readonly document: Json | undefined;
  /** Which of two descriptions of a type counts, where kustomize has its own types in use already. */
  readonly builtIn?: "hides" | "is hidden";
};

const builtInVersion = "v1.21.2";

/**
 * The types that a kustomization wants to be known, or what is wrong, in kustomize's words. A version can only be the
 * one that is built in; a document replaces it, and beside that nothing is known of the built-in types, unless they
 * were in use before.
 * Upstream: kyaml/openapi/openapi.go `SetSchema`, `initSchema`
 */
export function schemaBookFor({ version, document, builtIn }: OpenApiField): SchemaBook | string {
  if (document === undefined) {
    const isBuiltIn = version === undefined || version === "" || version === builtInVersion;
    return isBuiltIn ? builtInSchemas : "the specified OpenAPI version is not built in";
  }
  if (version !== undefined) return "builtin version and custom schema provided, cannot use both";
  if (builtIn === undefined) return schemaBookFromOpenApi(document);
  const book = schemaBookFromOpenApi(document, builtInDefinition);
  if (typeof book === "string") return book;
  return builtIn === "hides" ? bookOver(builtInSchemas, book) : bookOver(book, builtInSchemas);
}

/** The types of a user's own document, or why it is none. */
export function schemaBookFromOpenApi(
  document: Json,
  elsewhere: Elsewhere = () => undefined,
): SchemaBook | string {
  const parts = openApiDocument(document);
  if (typeof parts === "string") return parts;
  return { schemaOf: schemasFromOpenApi(parts, elsewhere), scopeOf: scopesFromOpenApi(parts) };
}
