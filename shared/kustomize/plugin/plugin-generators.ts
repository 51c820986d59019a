import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { readGeneratorPlugin } from "#shared/kustomize/generate/generator-args.ts";
import { iamPolicy, readIamPolicy } from "#shared/kustomize/generate/iam-policy.ts";
import { objectBy } from "#shared/kustomize/generate/object-by.ts";
import type { Origin } from "#shared/kustomize/origin.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import type { Site } from "#shared/kustomize/site.ts";
import { done, failed, failedWith, type Result } from "#shared/model/failure.ts";

import { pluginField, pluginReader } from "./plugin-fields.ts";
import { isBuiltin, pluginRefusal } from "./plugin-refusal.ts";
import { originBy, pluginResources } from "./plugin-resources.ts";

/** Something that makes objects, and the configuration that it is known by. */
export type Generator = {
  readonly generate: () => Result<readonly Resource[]>;
  readonly by: Origin | undefined;
};

/** What `generators` names. Upstream: api/internal/plugins/loader/loader.go `LoadGenerators` */
export function pluginGenerators(site: Site): readonly Generator[] {
  return pluginResources(site, site.kustomization.generators).map((plugin) => ({
    generate: () => made(plugin, site),
    by: originBy(plugin),
  }));
}

function made(plugin: Resource, { shop, kustomization }: Site): Result<readonly Resource[]> {
  const reader = pluginReader(plugin);
  const field = pluginField(plugin);
  const { kind } = plugin.manifest;
  if (isBuiltin(plugin) && (kind === "ConfigMapGenerator" || kind === "SecretGenerator")) {
    const path = plugin.origin;
    const args = readGeneratorPlugin(reader, field, {
      kind: kind === "SecretGenerator" ? "Secret" : "ConfigMap",
      path,
    });
    if (reader.failures.length > 0) return failedWith(reader.failures);
    return objectBy({ ...args, origin: plugin.origin }, shop.loading, kustomization.folder);
  }
  if (isBuiltin(plugin) && kind === "IAMPolicyGenerator") return policy(reader, field, plugin);
  return failed(pluginRefusal(plugin, "generator"));
}

function policy(reader: FieldReader, field: Field, { origin }: Resource): Result<readonly Resource[]> {
  const args = readIamPolicy(reader, field, origin);
  if (reader.failures.length > 0) return failedWith(reader.failures);
  const resource = iamPolicy({ ...args, origin });
  return resource.ok ? done([resource.value]) : resource;
}
