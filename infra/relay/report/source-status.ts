import { at, textAt } from "#shared/kube/status.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { SourceVerdict } from "#shared/wire/verdict.ts";
import { conditionsFor, type Condition } from "./conditions.ts";

type Outcome = SourceVerdict["outcome"];
type Good = Extract<Outcome, { ok: true }>;
type Bad = Extract<Outcome, { ok: false }>;

/** The status of a GitRepository after a look at its host, as source-controller writes it. */
export function sourceStatus(source: JsonObject, verdict: SourceVerdict, now: Instant): JsonObject {
  const { generation, requestedAt, outcome } = verdict;
  const base: Record<string, Json> = {};
  // What is asked for on the object by now is not answered by a look that may have begun before.
  if (requestedAt !== undefined) base["lastHandledReconcileAt"] = requestedAt;
  const time = kubeTime(now);
  if (!outcome.ok) {
    const conditions = conditionsFor(source, failing(source, outcome), time);
    return { ...base, ...(outcome.stalled && { observedGeneration: generation }), conditions };
  }
  return {
    ...base,
    ...(at(source, "metadata", "generation") === generation && observedIn(source)),
    observedGeneration: generation,
    artifact: { ...outcome.artifact, lastUpdateTime: updateTime(source, outcome) },
    // Null takes away what an earlier spec asked for.
    includedArtifacts: outcome.included ? outcome.included.map((artifact) => ({ ...artifact })) : null,
    sourceVerificationMode: outcome.verified?.mode ?? null,
    conditions: conditionsFor(source, good(outcome), time),
  };
}

/** Whether its conditions tell of trouble that a good look puts an end to. */
export function isInTrouble(source: JsonObject): boolean {
  return conditionsIn(source).some(
    (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "False",
  );
}

function good({ artifact, verified }: Good): Condition[] {
  const message = `stored artifact for revision '${artifact.revision}'`;
  return [
    { type: "Ready", status: "True", reason: "Succeeded", message },
    { type: "ArtifactInStorage", status: "True", reason: "Succeeded", message },
    ...(verified ? [succeeded("SourceVerified", verified.message)] : []),
  ];
}

function failing(source: JsonObject, { condition, reason, message, stalled }: Bad): Condition[] {
  const revision = textAt(source, "status", "artifact", "revision");
  return [
    stalled
      ? { type: "Stalled", status: "True", reason, message }
      : { type: "Reconciling", status: "True", reason: "ProgressingWithRetry", message },
    { type: "Ready", status: "False", reason, message },
    { type: condition, status: condition === "SourceVerified" ? "False" : "True", reason, message },
    ...(revision === ""
      ? []
      : [succeeded("ArtifactInStorage", `stored artifact for revision '${revision}'`)]),
    ...(condition === "SourceVerified" ? [] : stillVerified(source)),
  ];
}

function succeeded(type: string, message: string): Condition {
  return { type, status: "True", reason: "Succeeded", message };
}

/** A verification that was good speaks of the artifact that is kept. */
function stillVerified(source: JsonObject): Condition[] {
  if (at(source, "spec", "verify") === undefined) return [];
  return conditionsIn(source)
    .filter(
      (condition) => textAt(condition, "type") === "SourceVerified" && textAt(condition, "status") === "True",
    )
    .map((condition) => succeeded("SourceVerified", textAt(condition, "message")));
}

function conditionsIn(source: JsonObject): readonly JsonObject[] {
  const conditions: Json = at(source, "status", "conditions") ?? [];
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}

/** What of the spec the artifact was made by. */
function observedIn(source: JsonObject): JsonObject {
  const { ignore, include, recurseSubmodules, sparseCheckout } = specOf(source);
  return {
    observedIgnore: ignore ?? null,
    observedInclude: include ?? null,
    observedRecurseSubmodules: recurseSubmodules === true ? true : null,
    observedSparseCheckout: sparseCheckout ?? null,
  };
}

function specOf(source: JsonObject): JsonObject {
  const spec = at(source, "spec");
  return isJsonObject(spec) ? spec : {};
}

/** An artifact that stays the same keeps the time it was first seen. */
function updateTime(source: JsonObject, { artifact }: Good): string {
  const before = textAt(source, "status", "artifact", "lastUpdateTime");
  const isSame =
    textAt(source, "status", "artifact", "revision") === artifact.revision &&
    textAt(source, "status", "artifact", "digest") === artifact.digest;
  return isSame && before !== "" ? before : artifact.lastUpdateTime;
}
