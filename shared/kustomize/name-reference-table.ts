import { fieldsOf, type FieldSpec } from "./field-spec.ts";
import type { NameReference } from "./name-reference.ts";

const rbac = "rbac.authorization.k8s.io";
const admission = "admissionregistration.k8s.io";

/** Where each type keeps its pod. */
const podIn: Readonly<Record<string, string>> = {
  Pod: "spec",
  PodTemplate: "template/spec",
  Deployment: "spec/template/spec",
  ReplicaSet: "spec/template/spec",
  ReplicationController: "spec/template/spec",
  DaemonSet: "spec/template/spec",
  StatefulSet: "spec/template/spec",
  Job: "spec/template/spec",
  CronJob: "spec/jobTemplate/spec/template/spec",
};

function inPodsOf(kinds: readonly string[], paths: readonly string[]): readonly FieldSpec[] {
  return kinds.flatMap((kind) =>
    fieldsOf(
      { kind },
      paths.map((path) => `${podIn[kind]}/${path}`),
    ),
  );
}

const withConfig = [
  "Pod",
  "PodTemplate",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "StatefulSet",
  "Job",
  "CronJob",
];
const withAccount = [
  "Pod",
  "StatefulSet",
  "Deployment",
  "ReplicationController",
  "CronJob",
  "Job",
  "DaemonSet",
];

/**
 * Who names whom. The order is upstream's after it has sorted its table: where one field may name several types,
 * the first match is written.
 * Upstream: api/internal/konfig/builtinpluginconsts/namereference.go, sorted by kyaml/resid/gvk.go `IsLessThan`
 */
export const nameReferences: readonly NameReference[] = [
  {
    target: { group: "storage.k8s.io", version: "v1", kind: "StorageClass" },
    referrers: [
      ...fieldsOf({ kind: "PersistentVolume" }, ["spec/storageClassName"]),
      ...fieldsOf({ kind: "PersistentVolumeClaim" }, ["spec/storageClassName"]),
      ...fieldsOf({ kind: "StatefulSet" }, ["spec/volumeClaimTemplates/spec/storageClassName"]),
    ],
  },
  {
    target: { version: "v1", kind: "ServiceAccount" },
    referrers: [
      ...fieldsOf({ group: rbac, kind: "RoleBinding" }, ["subjects"]),
      ...fieldsOf({ group: rbac, kind: "ClusterRoleBinding" }, ["subjects"]),
      ...inPodsOf(withAccount, ["serviceAccountName"]),
    ],
  },
  {
    target: { group: rbac, kind: "Role" },
    referrers: fieldsOf({ group: rbac, kind: "RoleBinding" }, ["roleRef/name"]),
  },
  {
    target: { group: rbac, kind: "ClusterRole" },
    referrers: [
      ...fieldsOf({ group: rbac, kind: "RoleBinding" }, ["roleRef/name"]),
      ...fieldsOf({ group: rbac, kind: "ClusterRoleBinding" }, ["roleRef/name"]),
    ],
  },
  {
    target: { version: "v1", kind: "ConfigMap" },
    referrers: [
      ...inPodsOf(withConfig, [
        "volumes/configMap/name",
        "containers/env/valueFrom/configMapKeyRef/name",
        "initContainers/env/valueFrom/configMapKeyRef/name",
        "containers/envFrom/configMapRef/name",
        "initContainers/envFrom/configMapRef/name",
        "volumes/projected/sources/configMap/name",
      ]),
      ...fieldsOf({ kind: "Node" }, ["spec/configSource/configMap"]),
      ...fieldsOf({ kind: "Role" }, ["rules/resourceNames"]),
      ...fieldsOf({ kind: "ClusterRole" }, ["rules/resourceNames"]),
      ...fieldsOf({ kind: "Ingress" }, [
        "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap",
      ]),
    ],
  },
  {
    target: { version: "v1", kind: "Secret" },
    referrers: [
      ...inPodsOf(withConfig, [
        "volumes/secret/secretName",
        "containers/env/valueFrom/secretKeyRef/name",
        "initContainers/env/valueFrom/secretKeyRef/name",
        "containers/envFrom/secretRef/name",
        "initContainers/envFrom/secretRef/name",
        "imagePullSecrets/name",
        "volumes/projected/sources/secret/name",
      ]),
      ...fieldsOf({ kind: "Ingress" }, [
        "spec/tls/secretName",
        "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
      ]),
      ...fieldsOf({ kind: "ServiceAccount" }, ["imagePullSecrets/name"]),
      ...fieldsOf({ kind: "StorageClass" }, [
        "parameters/secretName",
        "parameters/adminSecretName",
        "parameters/userSecretName",
        "parameters/secretRef",
      ]),
      ...fieldsOf({ kind: "Role" }, ["rules/resourceNames"]),
      ...fieldsOf({ kind: "ClusterRole" }, ["rules/resourceNames"]),
      ...fieldsOf({ group: "serving.knative.dev", version: "v1", kind: "Service" }, [
        "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
      ]),
      ...fieldsOf({ kind: "PersistentVolume" }, ["spec/azureFile/secretName"]),
    ],
  },
  {
    target: { version: "v1", kind: "Service" },
    referrers: [
      ...fieldsOf({ group: "apps", kind: "StatefulSet" }, ["spec/serviceName"]),
      ...fieldsOf({ kind: "Ingress" }, [
        "spec/rules/http/paths/backend/serviceName",
        "spec/backend/serviceName",
        "spec/rules/http/paths/backend/service/name",
        "spec/defaultBackend/service/name",
      ]),
      ...fieldsOf({ group: "apiregistration.k8s.io", kind: "APIService" }, ["spec/service/name"]),
      ...fieldsOf({ group: admission, kind: "ValidatingWebhookConfiguration" }, [
        "webhooks/clientConfig/service",
      ]),
      ...fieldsOf({ group: admission, kind: "MutatingWebhookConfiguration" }, [
        "webhooks/clientConfig/service",
      ]),
    ],
  },
  {
    target: { group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass" },
    referrers: inPodsOf(withAccount, ["priorityClassName"]),
  },
  {
    target: { version: "v1", kind: "PersistentVolume" },
    referrers: [
      ...fieldsOf({ kind: "PersistentVolumeClaim" }, ["spec/volumeName"]),
      ...fieldsOf({ kind: "ClusterRole" }, ["rules/resourceNames"]),
    ],
  },
  {
    target: { version: "v1", kind: "PersistentVolumeClaim" },
    referrers: inPodsOf(withAccount, ["volumes/persistentVolumeClaim/claimName"]),
  },
  // Upstream's row for IngressClass asks for the group "networking.k8s.io/v1", which nothing has: it never applies.
  ...["Deployment", "StatefulSet"].map(scaled),
  {
    target: { group: admission, kind: "ValidatingAdmissionPolicy" },
    referrers: fieldsOf({ group: admission, kind: "ValidatingAdmissionPolicyBinding" }, ["spec/policyName"]),
  },
  ...["ReplicaSet", "ReplicationController"].map(scaled),
];

function scaled(kind: string): NameReference {
  return {
    target: { kind },
    referrers: fieldsOf({ kind: "HorizontalPodAutoscaler" }, ["spec/scaleTargetRef/name"]),
  };
}
