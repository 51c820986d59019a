import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { parseDuration } from "#shared/model/instant.ts";
import { refOfInventoryId, type InventoryEntry } from "#shared/model/inventory.ts";

/** An object whose health is waited for. */
export type HealthTarget = {
  readonly group: string;
  /** "" for any that is served. */
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

const shortestTimeout = 30_000;

/** Kinds that are well as soon as they are there: to watch them would cost and never tell anything. */
const always: ReadonlySet<string> = new Set([
  "/ConfigMap",
  "/LimitRange",
  "/Secret",
  "/ServiceAccount",
  "batch/CronJob",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/NetworkPolicy",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/StorageClass",
]);

/**
 * The objects whose health a Kustomization waits for: with `spec.wait` all that it holds, else those that
 * `spec.healthChecks` names. Kinds that are well by being there are left out.
 */
export function healthTargets(
  kustomization: JsonObject,
  inventory: readonly InventoryEntry[],
): readonly HealthTarget[] {
  const all =
    at(kustomization, "spec", "wait") === true ? heldTargets(inventory) : listedTargets(kustomization);
  return all.filter(
    (target) => !always.has(`${target.group}/${target.kind}`) && !isItself(target, kustomization),
  );
}

function heldTargets(inventory: readonly InventoryEntry[]): HealthTarget[] {
  return inventory.flatMap(({ id, v: version }) => {
    const ref = refOfInventoryId(id);
    return ref ? [{ ...ref, version }] : [];
  });
}

/** One that holds itself would wait for itself. */
function isItself({ kind, namespace, name }: HealthTarget, kustomization: JsonObject): boolean {
  return (
    kind === "Kustomization" &&
    namespace === textAt(kustomization, "metadata", "namespace") &&
    name === textAt(kustomization, "metadata", "name")
  );
}

/** What `spec.healthChecks` names; Flux's default is a workload of apps/v1 in the Kustomization's namespace. */
function listedTargets(kustomization: JsonObject): HealthTarget[] {
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

/** spec.timeout, or the interval less half a minute, in milliseconds; half a minute at the least. kustomize-controller: GetTimeout */
export function healthTimeout(kustomization: JsonObject): number {
  const timeout = parseDuration(textAt(kustomization, "spec", "timeout"));
  const interval = parseDuration(textAt(kustomization, "spec", "interval")) ?? 60_000;
  return Math.max(timeout ?? interval - shortestTimeout, shortestTimeout);
}
