import { renamed, type Resource } from "#shared/kustomize/resource.ts";
import { eachResource, type Transformer } from "#shared/kustomize/transformer.ts";

import { needsHashAnnotation } from "./build-annotation-names.ts";
import { nameHash } from "./name-hash.ts";

/**
 * Ends the names of generated objects in a hash of what they hold, so that whatever refers to them changes with
 * them. It comes when nothing else changes content any more. Upstream: api/internal/builtins/HashTransformer.go
 */
export const hashSuffix: Transformer = eachResource("build/name-hash", (resource, complain) => {
  if (!needsHash(resource)) return resource;
  const { manifest } = resource;
  const hash = nameHash(manifest);
  if (hash === undefined) {
    complain(
      `asks by ${needsHashAnnotation} for a hash in its name, which only ConfigMaps and Secrets can be given`,
      "Take the annotation out: for other kinds kustomize's hash depends on the layout of the file",
    );
    return resource;
  }
  const { metadata } = manifest;
  return renamed(resource, { ...manifest, metadata: { ...metadata, name: `${metadata.name}-${hash}` } });
});

function needsHash({ generated, manifest }: Resource): boolean {
  return generated?.needsHash === true || manifest.metadata.annotations?.[needsHashAnnotation] === "enabled";
}
