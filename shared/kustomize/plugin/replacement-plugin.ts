import { loadFile } from "#shared/kustomize/load-file.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";
import { readReplacements } from "#shared/kustomize/replace/read-replacements.ts";
import { replacements } from "#shared/kustomize/replace/replacements.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";
import { taken } from "#shared/kustomize/workshop.ts";
import { done, failed } from "#shared/model/failure.ts";

import type { Configuration } from "./configuration.ts";

/** Upstream: api/internal/builtins/ReplacementTransformer.go */
export function replacementPlugin({ reader, field, origin, site }: Configuration): Transformer | undefined {
  const { shop, kustomization } = site;
  const members = reader.members(field, ["replacements"]);
  const entries = taken(
    shop,
    readReplacements(members.get("replacements"), {
      reader,
      path: origin,
      read: (text) => {
        const file = loadFile(shop.loading, kustomization.folder, text);
        if (isRefusal(file)) return failed({ ...file, subject: origin });
        const fields = readFields(file.path, file.bytes, { lenient: true });
        return fields.ok ? done({ ...fields.value, path: file.path }) : fields;
      },
    }),
  );
  return entries === undefined ? undefined : replacements(entries);
}
