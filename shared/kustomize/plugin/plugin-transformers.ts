import type { Entry } from "#shared/kustomize/kustomization.ts";
import type { Origin } from "#shared/kustomize/origin.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import type { Site } from "#shared/kustomize/site.ts";
import type { MergingTransformer } from "#shared/kustomize/transformer.ts";

import { builtinTransformers } from "./builtin-transformers.ts";
import { pluginField, pluginReader } from "./plugin-fields.ts";
import { isBuiltin, pluginRefusal } from "./plugin-refusal.ts";
import { originBy, pluginResources } from "./plugin-resources.ts";

export type PluginTransformer = { readonly transform: MergingTransformer; readonly by: Origin | undefined };

/** What `transformers` or `validators` names. What cannot be used is noted. Upstream: api/internal/plugins/loader/loader.go */
export function pluginTransformers(site: Site, entries: readonly Entry[]): readonly PluginTransformer[] {
  return pluginResources(site, entries).flatMap((plugin) => {
    const transform = transformerBy(plugin, site);
    return transform === undefined ? [] : [{ transform, by: originBy(plugin) }];
  });
}

function transformerBy(plugin: Resource, site: Site): MergingTransformer | undefined {
  const { failures } = site.shop;
  const make = isBuiltin(plugin) ? builtinTransformers.get(plugin.manifest.kind) : undefined;
  if (make === undefined) {
    failures.push(pluginRefusal(plugin, "transformer"));
    return undefined;
  }
  const reader = pluginReader(plugin);
  const transform = make({ reader, field: pluginField(plugin), origin: plugin.origin, site });
  failures.push(...reader.failures);
  return reader.failures.length > 0 ? undefined : transform;
}
