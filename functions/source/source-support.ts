import type { Failure } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";

/** Fields of a GitRepository's spec that ask for what the edge cannot do, and what to do instead. */
const refused: Readonly<Record<string, string>> = {
  proxySecretRef:
    "The edge reaches Git hosts without a proxy. Remove the field; an edge that runs on a machine of yours takes its network's way out",
  serviceAccountName:
    "The identity of a ServiceAccount does not leave the cluster. Remove the field, and name a Secret with a token in spec.secretRef",
};

/** What of a GitRepository's spec cannot be honoured; undefined when all of it can. */
export function notSupported(spec: JsonObject): Failure | undefined {
  const field = Object.keys(refused).find((name) => spec[name] !== undefined && spec[name] !== "");
  if (field === undefined) return undefined;
  return {
    code: "source/unsupported-field",
    subject: `spec.${field}`,
    message: "is not supported by Plumbline",
    remedy: refused[field] ?? "",
  };
}
