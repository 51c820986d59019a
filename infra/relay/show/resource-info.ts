import { customKinds, type CustomKind } from "#shared/kube/custom-kinds.ts";
import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import type { Labels, Metric, Sample } from "./exposition.ts";

export type HeldResource = { readonly kind: CustomKind; readonly object: JsonObject };

/**
 * What Flux's users have kube-state-metrics make of each resource, without kube-state-metrics: the same name and labels.
 * fluxcd/flux2-monitoring-example: monitoring/controllers/kube-prometheus-stack/kube-state-metrics-config.yaml
 */
export function resourceInfo(held: Iterable<HeldResource>): Metric {
  const help = "The current state of a GitOps Toolkit resource.";
  return { name: "gotk_resource_info", kind: "gauge", help, samples: samplesOf(held) };
}

/** What the controllers' own metrics say of a resource. */
export function resourceLabels({ kind, object }: HeldResource): Labels {
  return {
    kind,
    name: textAt(object, "metadata", "name"),
    namespace: textAt(object, "metadata", "namespace"),
  };
}

function* samplesOf(held: Iterable<HeldResource>): Iterable<Sample> {
  for (const { kind, object } of held) yield { labels: labelsOf(kind, object), value: 1 };
}

function labelsOf(kind: CustomKind, object: JsonObject): Labels {
  const { group, version } = customKinds[kind];
  return {
    customresource_group: group,
    customresource_version: version,
    customresource_kind: kind,
    name: textAt(object, "metadata", "name"),
    exported_namespace: textAt(object, "metadata", "namespace"),
    ready: readyOf(object),
    suspended: at(object, "spec", "suspend") === true ? "true" : "false",
    ...(kind === "Kustomization" && {
      revision: textAt(object, "status", "lastAppliedRevision"),
      source_name: textAt(object, "spec", "sourceRef", "name"),
    }),
    ...(kind === "GitRepository" && { revision: textAt(object, "status", "artifact", "revision") }),
  };
}

function readyOf(object: JsonObject): string {
  const conditions = at(object, "status", "conditions");
  if (!Array.isArray(conditions)) return "";
  const ready = conditions.find((one) => isJsonObject(one) && one["type"] === "Ready");
  return textAt(ready, "status");
}
