import type { Generated, Resource } from "#shared/kustomize/resource.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Manifest, ManifestMetadata } from "#shared/model/manifest.ts";

import { buildAnnotationNames, needsHashAnnotation } from "./build-annotation-names.ts";
import { scalarText } from "./scalar-text.ts";

/**
 * A generated object in the place of an old one: it takes its names over, past ones included, and its labels and
 * annotations where it has none of its own. Told to merge, it takes data over as well, and nothing else.
 * Upstream: api/resource/resource.go `CopyMergeMetaDataFieldsFrom`, `MergeDataMapFrom`, `MergeBinaryDataMapFrom`
 */
export function inPlaceOf(old: Resource, fresh: Resource): Resource {
  const merges = fresh.generated?.behavior === "merge";
  const manifest: Manifest = { ...fresh.manifest, metadata: mergedMetadata(old, fresh) };
  const [first, second] = merges ? [old, fresh] : [fresh, old];
  return {
    ...old,
    manifest: merges ? withMergedData(old.manifest, manifest) : manifest,
    origin: first.origin,
    ...provenanceOf(first, second),
    ...(old.generated === undefined ? {} : { generated: wishesOf(old.generated, fresh) }),
  };
}

/** A merge still comes from where it came from, a replacement from its generator. What changed the old one stays told. */
function provenanceOf(first: Resource, second: Resource): Pick<Resource, "provenance"> {
  const [one, other] = [first.provenance, second.provenance];
  if (one === undefined || other === undefined) {
    const provenance = one ?? other;
    return provenance === undefined ? {} : { provenance };
  }
  return {
    provenance: {
      origin: one.origin ?? other.origin,
      transformations: [...one.transformations, ...other.transformations],
    },
  };
}

/** A name ends in a hash only while every generator on the way wants it to. */
function wishesOf({ behavior, needsHash }: Generated, fresh: Resource): Generated {
  return { behavior, needsHash: needsHash && wantsHash(fresh) };
}

function wantsHash({ generated, manifest }: Resource): boolean {
  return generated?.needsHash === true || manifest.metadata.annotations?.[needsHashAnnotation] !== undefined;
}

function mergedMetadata(old: Resource, fresh: Resource): ManifestMetadata {
  const { name, namespace, labels } = old.manifest.metadata;
  return {
    name,
    ...(namespace ? { namespace } : {}),
    ...unlessEmpty("labels", { ...textsOf(labels), ...fresh.manifest.metadata.labels }),
    ...unlessEmpty("annotations", mergedAnnotations(old, fresh)),
  };
}

/** kustomize's own notes are always the old ones. */
function mergedAnnotations(old: Resource, fresh: Resource): Texts {
  const before = textsOf(old.manifest.metadata.annotations);
  const added = fresh.manifest.metadata.annotations ?? {};
  const isKept = (key: string): boolean => key !== needsHashAnnotation || wantsHash(fresh);
  return Object.fromEntries([
    ...Object.entries(before).filter(([key]) => isKept(key)),
    ...Object.entries(added).filter(([key]) => !buildAnnotationNames.has(key)),
  ]);
}

function withMergedData(old: Manifest, fresh: Manifest): Manifest {
  const { data, binaryData, ...rest } = fresh;
  return {
    ...rest,
    ...unlessEmpty("data", { ...textsOf(old["data"]), ...textsOf(data) }),
    ...unlessEmpty("binaryData", { ...textsOf(old["binaryData"]), ...textsOf(binaryData) }),
  };
}

type Texts = Readonly<Record<string, string>>;

/** Every member of a mapping as text. */
function textsOf(value: Json | undefined): Texts {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, scalarText(member)]));
}

function unlessEmpty(name: string, texts: Texts): { readonly [name: string]: Texts } {
  return Object.keys(texts).length > 0 ? { [name]: texts } : {};
}
