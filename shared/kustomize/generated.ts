import { gathering } from "./generate/gathering.ts";
import { inPlaceOf } from "./generate/in-place-of.ts";
import type { GeneratorArgs } from "./generate/generator-args.ts";
import { objectBy } from "./generate/object-by.ts";
import { pluginGenerators, type Generator } from "./plugin/plugin-generators.ts";
import { configuredBy, withOrigin } from "./provenance.ts";
import type { Resource } from "./resource.ts";
import { fileName, type Site } from "./site.ts";
import { recalled, taken } from "./workshop.ts";

/**
 * What was gathered with what the generators make joined to it.
 * Upstream: api/internal/target/kusttarget.go `runGenerators`
 */
export function generated(site: Site, gathered: readonly Resource[]): readonly Resource[] {
  const { shop, kustomization } = site;
  const before = shop.failures.length;
  const generators = [
    ...kustomization.configMaps.map((args) => builtin(site, args, "ConfigMapGenerator")),
    ...kustomization.secrets.map((args) => builtin(site, args, "SecretGenerator")),
    ...pluginGenerators(site),
  ];
  if (generators.length === 0) return gathered;
  const { join, resources } = gathering(gathered, (old, fresh) => inPlace(site, old, fresh));
  for (const { generate, by } of generators) {
    for (const made of taken(shop, generate()) ?? []) {
      if (shop.failures.length > before) break;
      const failure = join(shop.tracks && by !== undefined ? withOrigin(made, by) : made);
      if (failure !== undefined) shop.failures.push(failure);
    }
  }
  return resources();
}

/** Remembered with the generated object: what refers to the one that comes of it has not changed either. */
function inPlace({ shop }: Site, old: Resource, fresh: Resource): Resource {
  const byOld = recalled(shop, { what: "in place of", of: fresh }, () => new WeakMap<Resource, Resource>());
  const next = byOld.get(old) ?? inPlaceOf(old, fresh);
  byOld.set(old, next);
  return next;
}

function builtin(site: Site, args: GeneratorArgs, kind: string): Generator {
  const { shop, kustomization, place } = site;
  return {
    generate: () =>
      recalled(shop, { what: "object", of: args }, (loading) =>
        objectBy(args, loading, kustomization.folder),
      ),
    by: configuredBy(place, fileName(site), { apiVersion: "builtin", kind }),
  };
}
