import type { Happening } from "#shared/model/happening.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Resource } from "#shared/wire/mirror.ts";

/** Whether an Alert asks to hear of this: severity, then any of its sources. */
export function alertWants(alert: Resource, happening: Happening, labels: Resource["labels"]): boolean {
  const { spec, namespace } = alert;
  if (spec["suspend"] === true) return false;
  if (spec["eventSeverity"] === "error" && happening.severity !== "error") return false;
  const sources: Json = spec["eventSources"] ?? [];
  if (!Array.isArray(sources)) return false;
  return sources.some((source: Json) => {
    if (!isJsonObject(source)) return false;
    if (source["kind"] !== happening.kind || (source["namespace"] ?? namespace) !== happening.namespace)
      return false;
    if (source["name"] !== "*") return source["name"] === happening.name;
    return labelsFit(source["matchLabels"], labels);
  });
}

function labelsFit(wanted: Json | undefined, labels: Resource["labels"]): boolean {
  if (!isJsonObject(wanted)) return true;
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
