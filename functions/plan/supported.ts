import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** Fields of a Kustomization's spec that change what is built or applied, and that we do not know yet. */
const unknownToKustomizations = [
  "decryption",
  "healthCheckExprs",
  "ignore",
  "kubeConfig",
  "postBuild",
] as const;

/**
 * The first field that is set and not supported; undefined when there is none. To apply as if it were not
 * there would put something else into the cluster than was asked for.
 */
export function unsupportedField(
  spec: JsonObject,
  fields: readonly string[] = unknownToKustomizations,
): string | undefined {
  return fields.find((field) => isSet(spec[field]));
}

function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}
