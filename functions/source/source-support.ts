import type { JsonObject } from "#shared/model/json.ts";
import { gitRefOf } from "#shared/model/source-ref.ts";

/** Fields of a GitRepository's spec that decide what is fetched or trusted, and that we do not know yet. */
const unknown = [
  "ignore",
  "include",
  "proxySecretRef",
  "recurseSubmodules",
  "serviceAccountName",
  "verify",
] as const;

/** What of a GitRepository's spec cannot be honoured, as a sentence; undefined when all of it can. */
export function notSupported(spec: JsonObject): string | undefined {
  const field = unknown.find((name) => spec[name] !== undefined && spec[name] !== false && spec[name] !== "");
  if (field) return `spec.${field} is not supported by this version of Plumbline. Remove the field`;
  const ref = gitRefOf(spec);
  if (ref.type === "unsupported")
    return `${ref.what} is not supported by this version of Plumbline. Name a branch, tag or commit`;
  return undefined;
}
