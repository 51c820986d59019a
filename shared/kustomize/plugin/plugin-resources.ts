import { added } from "#shared/kustomize/accumulated.ts";
import type { Entry } from "#shared/kustomize/kustomization.ts";
import type { Origin } from "#shared/kustomize/origin.ts";
import { configuredBy, joined, withOrigin } from "#shared/kustomize/provenance.ts";
import { resourceOf, type Resource } from "#shared/kustomize/resource.ts";
import { fileName, type Site } from "#shared/kustomize/site.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";

/**
 * The objects that configure plugins: written in place, or in files and folders, which come after.
 * Upstream: api/internal/target/kusttarget.go `configureExternalTransformers`
 */
export function pluginResources(site: Site, entries: readonly Entry[]): readonly Resource[] {
  const paths: Entry[] = [];
  const here: Resource[] = [];
  for (const entry of entries) {
    const reading = readManifests(new TextEncoder().encode(entry.text));
    if (!reading.ok) paths.push(entry);
    else
      for (const { manifest } of reading.manifests)
        here.push(tracked(site, resourceOf(manifest, entry.origin)));
  }
  return added(site.shop, added(site.shop, [], here), site.gather(paths));
}

function tracked(site: Site, resource: Resource): Resource {
  if (!site.shop.tracks) return resource;
  const { place } = site;
  return withOrigin(resource, { ...place, path: joined(place.path ?? "", fileName(site)) });
}

/** The note that what a plugin makes or changes is given. Upstream: api/resource/origin.go `OriginFromCustomPlugin` */
export function originBy({ manifest, provenance }: Resource): Origin | undefined {
  const origin = provenance?.origin;
  if (origin === undefined) return undefined;
  const { apiVersion, kind, metadata } = manifest;
  return configuredBy({ ...origin, path: "" }, origin.path ?? "", {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
  });
}
