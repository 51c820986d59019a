import { absorb } from "./generate/absorb.ts";
import type { GeneratorArgs } from "./generate/generator-args.ts";
import { objectBy } from "./generate/object-by.ts";
import { pluginGenerators, type Generator } from "./plugin/plugin-generators.ts";
import { configuredBy, withOrigin } from "./provenance.ts";
import type { Resource } from "./resource.ts";
import { fileName, type Site } from "./site.ts";
import { taken } from "./workshop.ts";

/**
 * What was gathered with what the generators make joined to it.
 * Upstream: api/internal/target/kusttarget.go `runGenerators`
 */
export function generated(site: Site, gathered: readonly Resource[]): readonly Resource[] {
  const { shop, kustomization } = site;
  const before = shop.failures.length;
  let resources = gathered;
  const generators = [
    ...kustomization.configMaps.map((args) => builtin(site, args, "ConfigMapGenerator")),
    ...kustomization.secrets.map((args) => builtin(site, args, "SecretGenerator")),
    ...pluginGenerators(site),
  ];
  for (const { generate, by } of generators) {
    const made = taken(shop, generate()) ?? [];
    const marked = shop.tracks && by !== undefined ? made.map((resource) => withOrigin(resource, by)) : made;
    if (shop.failures.length === before) resources = taken(shop, absorb(resources, marked)) ?? resources;
  }
  return resources;
}

function builtin(site: Site, args: GeneratorArgs, kind: string): Generator {
  const { shop, kustomization, place } = site;
  return {
    generate: () => objectBy(args, shop.loading, kustomization.folder),
    by: configuredBy(place, fileName(site), { apiVersion: "builtin", kind }),
  };
}
