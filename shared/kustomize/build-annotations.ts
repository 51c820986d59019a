import { buildAnnotationNames } from "./generate/build-annotation-names.ts";
import { eachManifest, type Transformer } from "./transformer.ts";

const buildAnnotations: ReadonlySet<string> = new Set([
  ...buildAnnotationNames,
  "config.kubernetes.io/origin",
  "alpha.config.kubernetes.io/transformations",
]);

/**
 * Takes away the annotations that kustomize keeps its notes in, also where a user wrote them, and annotations
 * that hold nothing. Upstream: api/resource/resource.go `BuildAnnotations`, `RemoveBuildAnnotations`, `SetOrigin`
 */
export const dropBuildAnnotations: Transformer = eachManifest("build/field-shape", (manifest) => {
  const { annotations, ...metadata } = manifest.metadata;
  if (annotations === undefined) return manifest;
  const names = annotations === null ? [] : Object.keys(annotations);
  const kept = names.filter((name) => !buildAnnotations.has(name));
  if (kept.length === names.length && kept.length > 0) return manifest;
  if (kept.length === 0) return { ...manifest, metadata };
  return {
    ...manifest,
    metadata: {
      ...metadata,
      annotations: Object.fromEntries(kept.map((name) => [name, annotations[name] ?? ""])),
    },
  };
});
