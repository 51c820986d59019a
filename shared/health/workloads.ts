import { at, textAt } from "#shared/kube/status.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { conditionsOf, numberAt } from "./fields.ts";
import { current, failing, inProgress, type Health } from "./health.ts";

/** The first of these that is short of what it should be, as `<what>: <is>/<should be>`. */
function shortOf(
  ...counts: readonly (readonly [what: string, is: number, wanted: number])[]
): Health | undefined {
  const short = counts.find(([, is, wanted]) => wanted > is);
  return short && inProgress(`${short[0]}: ${short[1]}/${short[2]}`);
}

function leaving(is: number, wanted: number): Health | undefined {
  return is > wanted ? inProgress(`Pending termination: ${is - wanted}`) : undefined;
}

/** Without a deadline a Deployment says nothing of its progress, and is taken to make some. */
const noDeadline = 2 ** 31 - 1;

/** kstatus: deploymentConditions */
export function deploymentHealth(object: JsonObject): Health {
  const conditions = conditionsOf(object);
  const progressing = conditions.find(({ type }) => type === "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") return failing("Progress deadline exceeded");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const replicas = numberAt(object, 0, "status", "replicas");
  const updated = numberAt(object, 0, "status", "updatedReplicas");
  const short =
    shortOf(["Replicas", replicas, wanted], ["Updated", updated, wanted]) ??
    leaving(replicas, wanted) ??
    shortOf(
      ["Available", numberAt(object, 0, "status", "availableReplicas"), updated],
      ["Ready", numberAt(object, 0, "status", "readyReplicas"), wanted],
    );
  if (short) return short;
  const isThrough =
    numberAt(object, noDeadline, "spec", "progressDeadlineSeconds") === noDeadline ||
    (progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable");
  if (!isThrough) return inProgress("ReplicaSet not Available");
  if (!conditions.some(({ type, status }) => type === "Available" && status === "True"))
    return inProgress("Deployment not Available");
  return current(`Deployment is available. Replicas: ${replicas}`);
}

/** kstatus: stsConditions */
export function statefulSetHealth(object: JsonObject): Health {
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete")
    return current("StatefulSet is using the ondelete update strategy");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const replicas = numberAt(object, 0, "status", "replicas");
  const short =
    shortOf(
      ["Replicas", replicas, wanted],
      ["Ready", numberAt(object, 0, "status", "readyReplicas"), wanted],
    ) ?? leaving(replicas, wanted);
  if (short) return short;
  const partition = numberAt(object, -1, "spec", "updateStrategy", "rollingUpdate", "partition");
  if (partition !== -1) {
    const updated = numberAt(object, 0, "status", "updatedReplicas");
    return (
      shortOf(["updated", updated, wanted - partition]) ??
      current(`Partition rollout complete. updated: ${updated}`)
    );
  }
  const behind = shortOf(["current", numberAt(object, 0, "status", "currentReplicas"), wanted]);
  if (behind) return behind;
  if (textAt(object, "status", "currentRevision") !== textAt(object, "status", "updateRevision"))
    return inProgress("Waiting for updated revision to match current");
  return current(`All replicas scheduled as expected. Replicas: ${replicas}`);
}

/** kstatus: daemonsetConditions */
export function daemonSetHealth(object: JsonObject): Health {
  if (at(object, "metadata", "generation") === undefined)
    return inProgress("DaemonSet metadata.generation not found");
  if (at(object, "status", "observedGeneration") === undefined)
    return inProgress("DaemonSet status.observedGeneration not found");
  const wanted = numberAt(object, -1, "status", "desiredNumberScheduled");
  if (wanted === -1) return inProgress("Missing .status.desiredNumberScheduled");
  return (
    shortOf(
      ["Current", numberAt(object, 0, "status", "currentNumberScheduled"), wanted],
      ["Updated", numberAt(object, 0, "status", "updatedNumberScheduled"), wanted],
      ["Available", numberAt(object, 0, "status", "numberAvailable"), wanted],
      ["Ready", numberAt(object, 0, "status", "numberReady"), wanted],
    ) ?? current(`All replicas scheduled as expected. Replicas: ${wanted}`)
  );
}

/** kstatus: replicasetConditions */
export function replicaSetHealth(object: JsonObject): Health {
  if (conditionsOf(object).some(({ type, status }) => type === "ReplicaFailure" && status === "True"))
    return inProgress("Replica Failure condition. Check Pods");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const replicas = numberAt(object, 0, "status", "replicas");
  return (
    shortOf(
      ["Labelled", numberAt(object, 0, "status", "fullyLabeledReplicas"), wanted],
      ["Available", numberAt(object, 0, "status", "availableReplicas"), wanted],
      ["Ready", numberAt(object, 0, "status", "readyReplicas"), wanted],
    ) ??
    leaving(replicas, wanted) ??
    current(`ReplicaSet is available. Replicas: ${replicas}`)
  );
}
