import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { parseDuration } from "#shared/model/instant.ts";

/** An object whose health is waited for. */
export type HealthTarget = {
  readonly group: string;
  /** "" for any that is served. */
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

const usualTimeout = 30_000;

/** What `spec.healthChecks` names; Flux's default is a workload of apps/v1 in the Kustomization's namespace. */
export function listedTargets(kustomization: JsonObject): HealthTarget[] {
  const listed: Json = at(kustomization, "spec", "healthChecks") ?? [];
  if (!Array.isArray(listed)) return [];
  return listed.filter(isJsonObject).map((check) => {
    const [version = "", group = ""] = (textAt(check, "apiVersion") || "apps/v1").split("/").toReversed();
    return {
      group,
      version,
      kind: textAt(check, "kind"),
      namespace: textAt(check, "namespace") || textAt(kustomization, "metadata", "namespace"),
      name: textAt(check, "name"),
    };
  });
}

/** `Deployment/default/web`, as Flux's messages have it. */
export function shown({ kind, namespace, name }: HealthTarget): string {
  return [kind, ...(namespace === "" ? [] : [namespace]), name].join("/");
}

/** spec.timeout, or the interval less half a minute: in milliseconds. kustomize-controller: GetTimeout */
export function healthTimeout(kustomization: JsonObject): number {
  const timeout = parseDuration(textAt(kustomization, "spec", "timeout"));
  const interval = parseDuration(textAt(kustomization, "spec", "interval")) ?? 60_000;
  return Math.max(timeout ?? interval - usualTimeout, usualTimeout);
}
