import type { Manifest } from "#shared/model/manifest.ts";

type Pairs = { readonly [key: string]: string };

export type CommonMetadata = {
  readonly labels?: Pairs | undefined;
  readonly annotations?: Pairs | undefined;
};

/** With the labels and annotations that every object of a Kustomization gets. Upstream: fluxcd/pkg ssa/utils/meta.go */
export function withCommonMetadata(manifest: Manifest, { labels, annotations }: CommonMetadata): Manifest {
  if (isNone(labels) && isNone(annotations)) return manifest;
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: {
      ...metadata,
      ...(isNone(labels) ? {} : { labels: { ...metadata.labels, ...labels } }),
      ...(isNone(annotations) ? {} : { annotations: { ...metadata.annotations, ...annotations } }),
    },
  };
}

function isNone(pairs: Pairs | undefined): boolean {
  return pairs === undefined || Object.keys(pairs).length === 0;
}
