import type { Manifest } from "#shared/model/manifest.ts";

/**
 * The types that kustomize knows to live outside namespaces. It knows the API of Kubernetes 1.21 and takes every
 * other type for a namespaced one, newer versions of these included.
 * Upstream: kyaml/openapi/openapi.go `precomputedIsNamespaceScoped`.
 */
const kindsByVersion: Readonly<Record<string, readonly string[]>> = {
  v1: ["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"],
  "admissionregistration.k8s.io/v1": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  "admissionregistration.k8s.io/v1beta1": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  "apiextensions.k8s.io/v1": ["CustomResourceDefinition"],
  "apiextensions.k8s.io/v1beta1": ["CustomResourceDefinition"],
  "apiregistration.k8s.io/v1": ["APIService"],
  "apiregistration.k8s.io/v1beta1": ["APIService"],
  "certificates.k8s.io/v1": ["CertificateSigningRequest"],
  "certificates.k8s.io/v1beta1": ["CertificateSigningRequest"],
  "flowcontrol.apiserver.k8s.io/v1beta1": ["FlowSchema", "PriorityLevelConfiguration"],
  "networking.k8s.io/v1": ["IngressClass"],
  "networking.k8s.io/v1beta1": ["IngressClass"],
  "node.k8s.io/v1": ["RuntimeClass"],
  "node.k8s.io/v1beta1": ["RuntimeClass"],
  "policy/v1beta1": ["PodSecurityPolicy"],
  "rbac.authorization.k8s.io/v1": ["ClusterRole", "ClusterRoleBinding"],
  "rbac.authorization.k8s.io/v1beta1": ["ClusterRole", "ClusterRoleBinding"],
  "scheduling.k8s.io/v1": ["PriorityClass"],
  "scheduling.k8s.io/v1beta1": ["PriorityClass"],
  "storage.k8s.io/v1": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
  "storage.k8s.io/v1beta1": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
};

const clusterScoped: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(kindsByVersion).map(([apiVersion, kinds]) => [apiVersion, new Set(kinds)]),
);

export function isClusterScoped({ apiVersion, kind }: Manifest): boolean {
  return isClusterScopedType(apiVersion, kind);
}

export function isClusterScopedType(apiVersion: string, kind: string): boolean {
  return clusterScoped.get(apiVersion)?.has(kind) ?? false;
}
