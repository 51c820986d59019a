import { isJsonObject, type Json } from "#shared/model/json.ts";
import { notAnObject, type Manifest } from "#shared/model/manifest.ts";

/**
 * What a step has made of an object as one for the next steps, or what keeps it from being one. Without an apiVersion
 * kustomize still builds it: here it then has an empty one.
 */
export function asManifest(value: Json): Manifest | string {
  if (!isJsonObject(value)) return "is not a mapping";
  const { apiVersion = "", metadata } = value;
  if (typeof apiVersion !== "string") return "has an apiVersion that is no text";
  const fault = notAnObject(value);
  if (fault !== undefined) return fault;
  const namespace = isJsonObject(metadata) ? (metadata["namespace"] ?? "") : "";
  if (typeof namespace !== "string") return "has a metadata.namespace that is no text";
  const whole = value["apiVersion"] === undefined ? { ...value, apiVersion } : value;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that a Manifest has was looked at
  return whole as Manifest;
}
