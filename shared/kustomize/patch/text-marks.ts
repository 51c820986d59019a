import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/**
 * A patch as upstream copies it for each object that it goes to: its labels and annotations are text, so that null
 * takes none away, and an empty mapping of them is none.
 * Upstream: api/resource/resource.go `CopyMergeMetaDataFieldsFrom`
 */
export function withTextMarks(patch: Manifest): Manifest {
  const { labels, annotations, ...rest } = patch.metadata;
  if (labels === undefined && annotations === undefined) return patch;
  const metadata = { ...rest, ...marks("labels", labels), ...marks("annotations", annotations) };
  return { ...patch, metadata };
}

/** An object whose annotations an operation may have made into anything. Upstream: kyaml/yaml/rnode.go `SetAnnotations` */
export function withTextAnnotations(manifest: Manifest): Manifest {
  const { annotations, ...rest } = manifest.metadata;
  if (annotations === undefined) return manifest;
  if (isJsonObject(annotations) && Object.values(annotations).every((value) => typeof value === "string"))
    return manifest;
  return { ...manifest, metadata: { ...rest, ...marks("annotations", annotations) } };
}

function marks(name: string, value: Json | undefined): JsonObject {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return {};
  return {
    [name]: Object.fromEntries(Object.entries(value).map(([key, mark]) => [key, textOf(mark)])),
  };
}

function textOf(value: Json): string {
  if (typeof value === "string") return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "object" && value !== null ? "" : JSON.stringify(value);
}
