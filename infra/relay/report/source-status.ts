import { textAt } from "#shared/kube/status.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import type { SourceVerdict } from "#shared/wire/verdict.ts";
import { conditionsFor, type Condition } from "./conditions.ts";

/** The status of a GitRepository after a look at its host, as source-controller writes it. */
export function sourceStatus(
  source: JsonObject,
  { generation, requestedAt, outcome }: SourceVerdict,
  now: Instant,
): JsonObject {
  const base: Record<string, Json> = {};
  const asked = requestedAt ?? textAt(source, "metadata", "annotations", "reconcile.fluxcd.io/requestedAt");
  if (asked !== "") base["lastHandledReconcileAt"] = asked;
  const time = kubeTime(now);
  if (!outcome.ok)
    return { ...base, conditions: conditionsFor(source, failing(outcome, hasArtifact(source)), time) };
  const { artifact } = outcome;
  const message = `stored artifact for revision '${artifact.revision}'`;
  const conditions: Condition[] = [
    { type: "Ready", status: "True", reason: "Succeeded", message },
    { type: "ArtifactInStorage", status: "True", reason: "Succeeded", message },
  ];
  return {
    ...base,
    observedGeneration: generation,
    artifact: { ...artifact, lastUpdateTime: updateTime(source, outcome) },
    conditions: conditionsFor(source, conditions, time),
  };
}

function failing(
  { reason, message }: { reason: string; message: string },
  hasArtifact: boolean,
): Condition[] {
  const stored: Condition = {
    type: "ArtifactInStorage",
    status: "True",
    reason: "Succeeded",
    message: "the artifact of the last good look is kept",
  };
  return [
    { type: "Reconciling", status: "True", reason: "ProgressingWithRetry", message },
    { type: "Ready", status: "False", reason, message },
    { type: "FetchFailed", status: "True", reason, message },
    ...(hasArtifact ? [stored] : []),
  ];
}

function hasArtifact(source: JsonObject): boolean {
  return textAt(source, "status", "artifact", "revision") !== "";
}

/** An artifact that stays the same keeps the time it was first seen. */
function updateTime(
  source: JsonObject,
  { artifact }: { artifact: { revision: string; lastUpdateTime: string } },
): string {
  const before = textAt(source, "status", "artifact", "lastUpdateTime");
  return textAt(source, "status", "artifact", "revision") === artifact.revision && before !== ""
    ? before
    : artifact.lastUpdateTime;
}
