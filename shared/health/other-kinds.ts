import { at, textAt } from "#shared/kube/status.ts";
import type { Instant } from "#shared/model/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { conditionsOf, numberAt } from "./fields.ts";
import { current, failing, inProgress, type Health } from "./health.ts";

/** How long a Pod may look for a node. kstatus: ScheduleWindow */
const scheduling = 15_000;

/** kstatus: podConditions */
export function podHealth(object: JsonObject, now: Instant): Health {
  const conditions = conditionsOf(object);
  const phase = textAt(object, "status", "phase");
  if (phase === "Succeeded") return current("Pod has completed successfully");
  if (phase === "Failed") return current("Pod has completed, but not successfully");
  if (phase === "Running") {
    if (conditions.some(({ type, status }) => type === "Ready" && status === "True"))
      return current("Pod is Ready");
    const looping = loopingContainers(object);
    if (looping.length > 0) return failing(`Containers in CrashLoop state: ${looping.join(",")}`);
    return inProgress("Pod is running but is not Ready");
  }
  if (phase === "Pending") {
    const scheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
    if (scheduled?.reason !== "Unschedulable") return inProgress("Pod is in the Pending phase");
    const made = Date.parse(textAt(object, "metadata", "creationTimestamp"));
    return now - scheduling < made
      ? inProgress("Pod has not been scheduled")
      : failing("Pod could not be scheduled");
  }
  return inProgress(phase === "" ? "Pod phase not available" : `unknown phase ${phase}`);
}

function loopingContainers(pod: JsonObject): string[] {
  const statuses: Json = at(pod, "status", "containerStatuses") ?? [];
  if (!Array.isArray(statuses)) return [];
  return statuses
    .filter(isJsonObject)
    .filter((status) => textAt(status, "state", "waiting", "reason") === "CrashLoopBackOff")
    .map((status) => textAt(status, "name"));
}

/**
 * A Job is well when it has done its work, and not while it works: what is applied behind it may need what it makes.
 * Upstream: fluxcd/pkg runtime/statusreaders/job.go, where kstatus has a Job well as soon as it has started.
 */
export function jobHealth(object: JsonObject): Health {
  const succeeded = numberAt(object, 0, "status", "succeeded");
  const completions = numberAt(object, numberAt(object, 1, "spec", "parallelism"), "spec", "completions");
  const failed = numberAt(object, 0, "status", "failed");
  for (const { type, status } of conditionsOf(object)) {
    if (status !== "True") continue;
    if (type === "Complete") return current(`Job Completed. succeeded: ${succeeded}/${completions}`);
    if (type === "Failed") return failing(`Job Failed. failed: ${failed}/${completions}`);
    if (type === "Suspended") return current("Job is suspended");
  }
  if (textAt(object, "status", "startTime") === "") return inProgress("Job not started");
  const active = numberAt(object, 0, "status", "active");
  return inProgress(`Job in progress. success:${succeeded}, active: ${active}, failed: ${failed}`);
}

/** kstatus: pvcConditions */
export function claimHealth(object: JsonObject): Health {
  const phase = textAt(object, "status", "phase") || "unknown";
  return phase === "Bound" ? current("PVC is Bound") : inProgress(`PVC is not Bound. phase: ${phase}`);
}

/** kstatus: serviceConditions */
export function serviceHealth(object: JsonObject): Health {
  const isWaiting =
    textAt(object, "spec", "type") === "LoadBalancer" && textAt(object, "spec", "clusterIP") === "";
  return isWaiting
    ? inProgress("ClusterIP not set. Service type: LoadBalancer")
    : current("Service is ready");
}

/** kstatus: crdConditions */
export function definitionHealth(object: JsonObject): Health {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (type === "NamesAccepted" && status === "False") return failing(message);
    if (type !== "Established") continue;
    if (status === "False" && reason !== "Installing") return failing(message);
    if (status === "True") return current("CRD is established");
  }
  return inProgress("Install in progress");
}
