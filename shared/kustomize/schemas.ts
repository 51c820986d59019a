import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { schemaBookFor } from "#shared/merge/schema-book-for.ts";
import type { Json } from "#shared/model/json.ts";

import { isClusterScopedType } from "./cluster-scoped.ts";
import type { Kustomization } from "./kustomization.ts";
import { readFields } from "./read-fields.ts";
import { loaded, taken, type Schemas, type Workshop } from "./workshop.ts";

/**
 * Takes over the schemas that a kustomization brings, unless one before it has. They hold for everything that is built
 * after it, also outside of it. Upstream: kyaml/openapi/openapi.go `SetSchema`, called before each kustomization is built
 */
export function withSchemas(
  shop: Pick<Workshop, "loading" | "failures" | "schemas">,
  { openapi, folder }: Kustomization,
): void {
  if (openapi === undefined || shop.schemas.isDecided) return;
  const { origin, version, path } = openapi;
  let document: Json | undefined;
  if (path !== undefined) {
    const file = loaded(shop, folder, { text: path, origin });
    const read = file === undefined ? undefined : taken(shop, readFields(file.path, file.bytes));
    if (read === undefined) return;
    document = read.root.value;
  }
  const builtIn = builtInBeside(shop.schemas);
  const book = schemaBookFor({ version, document, ...(builtIn === undefined ? {} : { builtIn }) });
  if (typeof book === "string") {
    const remedy = "Give openapi either a version that kustomize has built in or a path, not both";
    shop.failures.push({ code: "build/openapi", subject: origin, message: book, remedy });
    return;
  }
  shop.schemas.book = book;
  shop.schemas.isDecided = path !== undefined || (version ?? "") !== "";
}

/** Upstream reads its own schemas when it first needs them, and forgets them no more. */
function builtInBeside({ types, haveMerged }: Schemas): "hides" | "is hidden" | undefined {
  if (haveMerged) return "is hidden";
  const isBuiltIn = (type: string): boolean => {
    const [apiVersion = "", kind = ""] = type.split(" ");
    return (
      isClusterScopedType(apiVersion, kind) || builtInSchemas.schemaOf({ apiVersion, kind }) !== undefined
    );
  };
  return [...types].every(isBuiltIn) ? undefined : "hides";
}
