import { isJsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import type { Resource } from "#shared/kustomize/resource.ts";

/** Of what the object was called, which upstream restores after operations, and of where it comes from, which it does not. */
const [ownNote, originNote] = ["internal.config.kubernetes.io/previousNames", "config.kubernetes.io/origin"];

type Noting = { readonly isRenaming: boolean };

/**
 * An object as operations meet it: upstream keeps its notes on it in annotations, and so an annotation can be added
 * where there are none yet. Upstream: api/internal/builtins/PatchTransformer.go `transformJson6902`
 */
export function withNotes(resource: Resource, { isRenaming }: Noting): Manifest {
  const { manifest, previous, prefixes, suffixes, generated, provenance } = resource;
  const isNoted =
    isRenaming || generated !== undefined || previous.length + prefixes.length + suffixes.length > 0;
  const hasOrigin = provenance?.origin !== undefined;
  const annotations = manifest.metadata.annotations ?? {};
  if ((!isNoted && !hasOrigin) || !isJsonObject(annotations)) return manifest;
  const notes = { ...(isNoted ? { [ownNote]: "" } : {}), ...(hasOrigin ? { [originNote]: "" } : {}) };
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, ...notes } } };
}

/** What operations left of an object and of its notes. */
export function withoutNotes(resource: Resource, left: Manifest): Resource {
  const { annotations = {}, ...metadata } = left.metadata;
  const { [ownNote]: _, [originNote]: origin, ...rest } = annotations;
  const manifest: Manifest = {
    ...left,
    metadata: Object.keys(rest).length > 0 ? { ...metadata, annotations: rest } : metadata,
  };
  if (origin !== undefined || resource.provenance === undefined) return { ...resource, manifest };
  const { provenance: __, ...unknown } = resource;
  return { ...unknown, manifest };
}
