import { mappingOf, typeId, typeNamed, type OpenApiDocument } from "./openapi-document.ts";
import type { Scope, SchemaBook } from "./schema-book.ts";

/**
 * Which types live in namespaces, by the paths of a user's own document: those that can be read below
 * `namespaces/{namespace}`. It is asked only about types that kustomize does not know by itself.
 * Upstream: kyaml/openapi/openapi.go `findNamespaceability`, `IsNamespaceScoped`
 */
export function scopesFromOpenApi({ paths }: OpenApiDocument): SchemaBook["scopeOf"] {
  const scopeBy = new Map<string, Scope>();
  for (const [path, operations] of Object.entries(paths)) {
    const type = typeNamed(mappingOf(mappingOf(operations)["get"])["x-kubernetes-group-version-kind"]);
    if (type === undefined) continue;
    const id = typeId(type);
    if (path.includes("namespaces/{namespace}")) scopeBy.set(id, "namespaced");
    else if (!scopeBy.has(id)) scopeBy.set(id, "cluster");
  }
  return (type) => scopeBy.get(typeId(type));
}
