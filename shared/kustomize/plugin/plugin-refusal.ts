import { printedType } from "#shared/kustomize/gvk-order.ts";
import { printedId, type Resource } from "#shared/kustomize/resource.ts";
import type { Failure } from "#shared/model/failure.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";

/** kustomize's own plugins are of this version, and of no group. */
export function isBuiltin({ manifest }: Resource): boolean {
  return manifest.apiVersion === "builtin";
}

/** Why a plugin is not run: a build runs no program, be it a container, a script or helm. */
export function pluginRefusal(plugin: Resource, wanted: "generator" | "transformer"): Failure {
  const { apiVersion, kind } = plugin.manifest;
  const of = { code: "build/plugin", subject: plugin.origin };
  if (!isBuiltin(plugin))
    return {
      ...of,
      message: `external plugins disabled; unable to load external plugin '${kind}'`,
      remedy: "Run it before you commit, and commit what it gives",
    };
  if (kind === "HelmChartInflationGenerator")
    return {
      ...of,
      message: "must specify --enable-helm, which a build without programs of its own has not",
      remedy: "Render the chart with helm template and commit the result, or apply it with a HelmRelease",
    };
  if (builtinKinds.has(kind))
    return {
      ...of,
      message: `plugin ${printedId(plugin.manifest)} not a ${wanted}`,
      remedy: `List it under ${wanted === "generator" ? "transformers" : "generators"}`,
    };
  const type = printedType({ group: groupOf(apiVersion), version: versionOf(apiVersion), kind });
  return {
    ...of,
    message: `unable to load builtin ${type}`,
    remedy: "Name one of kustomize's own plugins",
  };
}

const builtinKinds: ReadonlySet<string> = new Set([
  "AnnotationsTransformer",
  "ConfigMapGenerator",
  "HashTransformer",
  "IAMPolicyGenerator",
  "ImageTagTransformer",
  "LabelTransformer",
  "NamespaceTransformer",
  "PatchJson6902Transformer",
  "PatchStrategicMergeTransformer",
  "PatchTransformer",
  "PrefixSuffixTransformer",
  "PrefixTransformer",
  "ReplacementTransformer",
  "ReplicaCountTransformer",
  "SecretGenerator",
  "SuffixTransformer",
  "ValueAddTransformer",
]);
