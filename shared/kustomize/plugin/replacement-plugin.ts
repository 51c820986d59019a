import { readReplacements } from "#shared/kustomize/replace/read-replacements.ts";
import { replacementFiles } from "#shared/kustomize/replace/replacement-files.ts";
import { replacements } from "#shared/kustomize/replace/replacements.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";
import { taken } from "#shared/kustomize/workshop.ts";

import type { Configuration } from "./configuration.ts";

/** Upstream: api/internal/builtins/ReplacementTransformer.go */
export function replacementPlugin({ reader, field, origin, site }: Configuration): Transformer | undefined {
  const { shop, kustomization } = site;
  const members = reader.members(field, ["replacements"]);
  const read = replacementFiles(shop.loading, kustomization.folder);
  const entries = taken(
    shop,
    readReplacements(members.get("replacements"), {
      reader,
      path: origin,
      read: (text) => read(text, origin),
    }),
  );
  return entries === undefined ? undefined : replacements(entries);
}
