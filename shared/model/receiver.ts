import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Who calls a Receiver's hook, and so how a call is checked and read. `gitea` is ours; Flux takes Gitea for GitHub. */
export const receiverTypes = [
  "github",
  "gitlab",
  "bitbucket",
  "gitea",
  "generic",
  "generic-hmac",
  "harbor",
  "dockerhub",
  "quay",
  "nexus",
  "acr",
  "cdevents",
] as const;
export type ReceiverType = (typeof receiverTypes)[number];

/** Why a Receiver cannot be served, in the words of its Ready condition. */
export type ReceiverTrouble = {
  readonly reason: "ValidationFailed" | "InvalidCELExpression";
  readonly message: string;
};

/** What a Receiver's spec comes to. A filter that is not understood closes the hook: ignored, it would let through. */
export type ReceiverStanding =
  | { readonly ok: true; readonly type: ReceiverType }
  | ({ readonly ok: false } & ReceiverTrouble);

export function receiverStanding(spec: JsonObject): ReceiverStanding {
  const filter = celFilterIn(spec);
  if (filter)
    return {
      ok: false,
      reason: "InvalidCELExpression",
      message: `${filter}: CEL expressions are not supported by this version of Plumbline. Remove it, and name under spec.resources only what the hook is for`,
    };
  const type = receiverTypes.find((one) => one === spec["type"]);
  if (type) return { ok: true, type };
  return {
    ok: false,
    reason: "ValidationFailed",
    message: `spec.type: ${JSON.stringify(spec["type"] ?? null)} is not supported by this version of Plumbline. Use generic-hmac where the caller can sign, or generic`,
  };
}

function celFilterIn(spec: JsonObject): string | undefined {
  if (isText(spec["resourceFilter"])) return "spec.resourceFilter";
  const at = resourcesOf(spec).findIndex((one) => isJsonObject(one) && isText(one["filter"]));
  return at === -1 ? undefined : `spec.resources[${at}].filter`;
}

function resourcesOf(spec: JsonObject): readonly Json[] {
  const resources: Json = spec["resources"] ?? [];
  return Array.isArray(resources) ? resources : [];
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string" && value !== "";
}
