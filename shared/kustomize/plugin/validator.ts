import { idOf } from "#shared/kustomize/resource.ts";
import type { MergingTransformer } from "#shared/kustomize/transformer.ts";
import { failed } from "#shared/model/failure.ts";
import { canonicalJson, isJsonObject, type Json } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

/** The one label that a validator may leave behind. Upstream: api/konfig/general.go `ValidatedByLabelKey` */
const mark = "validated-by";

/** A step that may look at everything and change nothing. Upstream: api/internal/target/kusttarget.go `runValidators` */
export function changesNothing(validator: MergingTransformer): MergingTransformer {
  return (resources, schemas) => {
    const result = validator(resources, schemas);
    if (!result.ok) return result;
    const afterById = new Map(result.value.map((resource) => [idOf(resource), resource.manifest]));
    const changed = resources.find((resource) => {
      const after = afterById.get(idOf(resource));
      return after === undefined || !isSame(resource.manifest, after);
    });
    if (changed === undefined && result.value.length === resources.length) return result;
    return failed({
      code: "build/validator-changed",
      subject: changed?.origin ?? "validators",
      message: "validator shouldn't modify the resource map",
      remedy: "List what changes objects under transformers",
    });
  };
}

function isSame(before: Manifest, after: Manifest): boolean {
  return before === after || canonicalJson(unmarked(before)) === canonicalJson(unmarked(after));
}

function unmarked(manifest: Manifest): Json {
  const { labels, ...metadata } = manifest.metadata;
  if (!isJsonObject(labels)) return manifest;
  const { [mark]: _, ...rest } = labels;
  return { ...manifest, metadata: Object.keys(rest).length === 0 ? metadata : { ...metadata, labels: rest } };
}
