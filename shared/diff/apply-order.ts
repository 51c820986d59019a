/**
 * The order in which objects are applied, from what others need to what needs others.
 * fluxcd/pkg: ssa/sort.go, by group and kind where Flux looks at the kind alone.
 */
const order: readonly string[] = [
  "apiextensions.k8s.io/CustomResourceDefinition",
  "/Namespace",
  "rbac.authorization.k8s.io/ClusterRole",
  "cluster.x-k8s.io/ClusterClass",
  "node.k8s.io/RuntimeClass",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/StorageClass",
  "snapshot.storage.k8s.io/VolumeSnapshotClass",
  "networking.k8s.io/IngressClass",
  "gateway.networking.k8s.io/GatewayClass",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "/ResourceQuota",
  "/ServiceAccount",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "/ConfigMap",
  "/Secret",
  "/Service",
  "/LimitRange",
  "apps/Deployment",
  "apps/StatefulSet",
  "batch/CronJob",
  "policy/PodDisruptionBudget",
];
const last: readonly string[] = [
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
];
const rank: ReadonlyMap<string, number> = new Map([
  ...order.map((kind, index): [string, number] => [kind, index]),
  ...last.map((kind, index): [string, number] => [kind, order.length + 1 + index]),
]);

type Kinded = { readonly group: string; readonly kind: string };

function rankOf({ group, kind }: Kinded): number {
  return rank.get(`${group}/${kind}`) ?? order.length;
}

/** Sorts what is created first to the front; pruning goes the other way round. */
export function byApplyOrder(a: Kinded, b: Kinded): number {
  return rankOf(a) - rankOf(b) || compare(a.group, b.group) || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Definitions before classes before kinds that somebody named before the rest: each stage ends before the next begins. */
export type Stage = "definitions" | "classes" | "custom" | "rest";
export const stages: readonly Stage[] = ["definitions", "classes", "custom", "rest"];

/** The kinds of the custom stage, each as `group/kind`. */
export type CustomStage = ReadonlySet<string>;

const definitions: ReadonlySet<string> = new Set(order.slice(0, 3));

/** fluxcd/pkg: ssa/utils/is.go */
export function stageOf({ group, kind }: Kinded, custom: CustomStage): Stage {
  if (definitions.has(`${group}/${kind}`)) return "definitions";
  if (kind.endsWith("Class")) return "classes";
  return custom.has(`${group}/${kind}`) ? "custom" : "rest";
}
