import { textAt } from "#shared/kube/status.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { conditionsOf, numberAt } from "./fields.ts";
import { current, failing, inProgress, type Health } from "./health.ts";
import { claimHealth, definitionHealth, jobHealth, podHealth, serviceHealth } from "./other-kinds.ts";
import { daemonSetHealth, deploymentHealth, replicaSetHealth, statefulSetHealth } from "./workloads.ts";

const none = -1;

type Rule = (object: JsonObject, now: Instant) => Health;
const always: Rule = () => current("Resource is always ready");

/** By group and kind; kstatus: legacyTypes */
const rules: ReadonlyMap<string, Rule> = new Map([
  ["/Service", serviceHealth],
  ["/Pod", podHealth],
  ["/Secret", always],
  ["/ConfigMap", always],
  ["/PersistentVolumeClaim", claimHealth],
  ["apps/StatefulSet", statefulSetHealth],
  ["apps/DaemonSet", daemonSetHealth],
  ["apps/Deployment", deploymentHealth],
  ["apps/ReplicaSet", replicaSetHealth],
  ["policy/PodDisruptionBudget", () => current("AllowedDisruptions has been computed.")],
  ["batch/CronJob", always],
  ["batch/Job", jobHealth],
  ["apiextensions.k8s.io/CustomResourceDefinition", definitionHealth],
]);

/**
 * How an object is, from what it says of itself: its deletion, its generation, `Reconciling` and `Stalled`, the rules of
 * its kind, and last `Ready`. What says nothing is well. Upstream: sigs.k8s.io/cli-utils pkg/kstatus/status
 */
export function healthOf(object: JsonObject, now: Instant): Health {
  const general = generalHealth(object);
  if (general) return general;
  const [group = ""] = textAt(object, "apiVersion").split("/").slice(0, -1);
  const rule = rules.get(`${group}/${textAt(object, "kind")}`);
  if (rule) return rule(object, now);
  const ready = conditionsOf(object).find(({ type }) => type === "Ready");
  if (!ready || ready.status === "True") return current(ready ? "Resource is Ready" : "Resource is current");
  return inProgress(ready.message);
}

function generalHealth(object: JsonObject): Health | undefined {
  if (textAt(object, "metadata", "deletionTimestamp") !== "")
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  const generation = numberAt(object, none, "metadata", "generation");
  const observed = numberAt(object, none, "status", "observedGeneration");
  if (generation !== none && observed !== none && generation !== observed)
    return inProgress(
      `${textAt(object, "kind")} generation is ${generation}, but latest observed generation is ${observed}`,
    );
  for (const { type, status, message } of conditionsOf(object)) {
    if (status !== "True") continue;
    if (type === "Reconciling") return inProgress(message);
    if (type === "Stalled") return failing(message);
  }
  return undefined;
}
