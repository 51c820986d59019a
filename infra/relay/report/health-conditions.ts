import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Condition } from "./conditions.ts";

/** What the waiting for health came to. */
export type HealthVerdict = { readonly ok: boolean; readonly message: string };

/** While health is waited for. kustomize-controller: Progressing */
export function checking(message: string): Condition[] {
  return [
    { type: "Reconciling", status: "True", reason: "Progressing", message },
    { type: "Ready", status: "Unknown", reason: "Progressing", message },
    { type: "Healthy", status: "Unknown", reason: "Progressing", message },
  ];
}

export function healthy(message: string): Condition {
  return { type: "Healthy", status: "True", reason: "Succeeded", message };
}

export function unhealthy(message: string): Condition {
  return { type: "Healthy", status: "False", reason: "HealthCheckFailed", message };
}

/** What was said when the objects of this very spec were last found to be well; undefined when they were not. */
export function lastHealthy(kustomization: JsonObject): string | undefined {
  const conditions: Json = at(kustomization, "status", "conditions") ?? [];
  const generation = at(kustomization, "metadata", "generation");
  const found = (Array.isArray(conditions) ? conditions : []).find(
    (condition: Json) =>
      isJsonObject(condition) &&
      condition["type"] === "Healthy" &&
      condition["status"] === "True" &&
      condition["observedGeneration"] === generation,
  );
  return found === undefined ? undefined : textAt(found, "message");
}
