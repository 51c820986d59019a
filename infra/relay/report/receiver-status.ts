import { at, textAt } from "#shared/kube/status.ts";
import { hookPath } from "#shared/model/hook-path.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import { receiverStanding } from "#shared/model/receiver.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";
import { conditionsFor, type Condition } from "./conditions.ts";

/** How a Receiver stands: open at a path, or closed and why; a suspended one is left as it is. */
export type ReceiverEnding =
  | { readonly type: "open"; readonly path: string }
  | {
      readonly type: "closed";
      readonly reason: string;
      readonly message: string;
      readonly isFinal: boolean;
    }
  | { readonly type: "suspended" };

/** Upstream: internal/controller/receiver_controller.go, markTerminal */
const finalPrefix = "Reconciliation failed terminally due to configuration error: ";

/** What becomes of a Receiver that the edge has been shown together with this Secret. */
export function receiverEnding(
  { namespace, name, spec }: Resource,
  credential: Credential | undefined,
): ReceiverEnding {
  if (spec["suspend"] === true) return { type: "suspended" };
  const standing = receiverStanding(spec);
  if (!standing.ok)
    return {
      type: "closed",
      reason: standing.reason,
      message: finalPrefix + standing.message,
      isFinal: true,
    };
  const secret = `'${namespace}/${textAt(spec["secretRef"], "name")}'`;
  const token = credential?.data["token"] ?? "";
  if (token !== "") return { type: "open", path: hookPath(token, { namespace, name }) };
  const message = credential
    ? `invalid ${secret} secret data: required fields 'token'. Put the webhook's secret there under that key`
    : `unable to read token from secret ${secret} error: not found. Create it with the webhook's secret as token`;
  return { type: "closed", reason: "TokenNotFound", message, isFinal: false };
}

/** The status of a Receiver, as notification-controller writes it. */
export function receiverStatus(receiver: JsonObject, ending: ReceiverEnding, now: Instant): JsonObject {
  const asked = textAt(receiver, "metadata", "annotations", "reconcile.fluxcd.io/requestedAt");
  const base: Record<string, Json> = asked === "" ? {} : { lastHandledReconcileAt: asked };
  if (ending.type === "suspended") return base;
  const conditions = conditionsFor(receiver, conditionsOf(ending), kubeTime(now));
  const observedGeneration = at(receiver, "metadata", "generation") ?? 0;
  if (ending.type === "open") return { ...base, observedGeneration, webhookPath: ending.path, conditions };
  // A path for a token that is gone leads nowhere; a spec that is wrong has the path it always had.
  return ending.isFinal
    ? { ...base, observedGeneration, conditions }
    : { ...base, webhookPath: null, conditions };
}

function conditionsOf(ending: Exclude<ReceiverEnding, { type: "suspended" }>): Condition[] {
  if (ending.type === "open") {
    const message = `Receiver initialized for path: ${ending.path}`;
    return [{ type: "Ready", status: "True", reason: "Succeeded", message }];
  }
  const { reason, message, isFinal } = ending;
  const beside: Condition = isFinal
    ? { type: "Stalled", status: "True", reason, message }
    : { type: "Reconciling", status: "True", reason: "ProgressingWithRetry", message };
  return [beside, { type: "Ready", status: "False", reason, message }];
}
