import { done } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { printedOrigin, printedTransformations } from "./provenance.ts";
import type { Resource } from "./resource.ts";
import type { Transformer } from "./transformer.ts";

/** Writes down where objects come from and what changed them, as far as `buildMetadata` asks. Upstream: api/krusty/kustomizer.go */
export function withBuildMetadata(asked: readonly string[]): Transformer {
  const wantsOrigins = asked.includes("originAnnotations");
  const wantsTransformations = asked.includes("transformerAnnotations");
  if (!wantsOrigins && !wantsTransformations) return done;
  return (resources) =>
    done(resources.map((resource) => annotated(resource, { wantsOrigins, wantsTransformations })));
}

type Wanted = { readonly wantsOrigins: boolean; readonly wantsTransformations: boolean };

function annotated(resource: Resource, { wantsOrigins, wantsTransformations }: Wanted): Resource {
  const { origin, transformations = [] } = resource.provenance ?? {};
  const notes = {
    ...(wantsOrigins && origin !== undefined ? { "config.kubernetes.io/origin": printedOrigin(origin) } : {}),
    ...(wantsTransformations && transformations.length > 0
      ? { "alpha.config.kubernetes.io/transformations": printedTransformations(transformations) }
      : {}),
  };
  if (Object.keys(notes).length === 0) return resource;
  const { manifest } = resource;
  const annotations = { ...manifest.metadata.annotations, ...notes };
  const next: Manifest = { ...manifest, metadata: { ...manifest.metadata, annotations } };
  return { ...resource, manifest: next };
}
