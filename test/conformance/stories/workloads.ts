import { documents, object } from "#test/conformance/story.ts";

/** Everything that has replicas, and a DaemonSet, all called alike. */
export const workloads = documents(
  ...["Deployment", "ReplicaSet", "StatefulSet"].map((kind) =>
    object(`apps/v1 ${kind}`, "web", "spec: {replicas: 1}\n"),
  ),
  object("v1 ReplicationController", "web"),
  object("apps/v1 DaemonSet", "web", "spec: {}\n"),
);

/** Images of every spelling, where Kubernetes has them and where it has not. */
export const pictures = documents(
  object(
    "v1 Pod",
    "a",
    "spec:\n  containers:\n  - {name: a, image: nginx}\n  - {name: b, image: 'nginx:1.2'}\n  - {name: c, image: 'registry.example:5000/nginx:1@sha256:abc'}\n  - {name: d, image: 'nginx@sha256:abc'}\n  - {name: e}\n  initContainers:\n  volumes: [{name: v, image: {reference: 'nginx:1'}}]\n",
  ),
  object(
    "example.com/v1 Thing",
    "b",
    "deep:\n- containers: [{image: 'nginx:1', initContainers: [{image: nginx}]}]\n  image: nginx\nspec: {containers: {image: nginx}}\n",
  ),
  object("apiextensions.k8s.io/v1 CustomResourceDefinition", "c", "spec: {containers: [{image: nginx}]}\n"),
);

/** Everything that labels are written into. */
export const labelled = documents(
  object(
    "apps/v1 Deployment",
    "a",
    "  labels:\nspec: {selector: {matchLabels: {x: y}}, template: {metadata: {labels: {x: y}}, spec: {topologySpreadConstraints: [{labelSelector: {matchLabels: {x: y}}}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {x: y}}}]}}}}}\n",
  ),
  object("apps/v1 StatefulSet", "b", "spec: {volumeClaimTemplates: [{metadata: {name: v}}]}\n"),
  object("v1 Service", "c", "spec: {selector: {x: y}}\n"),
  object("v1 ReplicationController", "d", "spec: {}\n"),
  object("batch/v1 Job", "e", "spec: {selector: {matchLabels: {x: y}}}\n"),
  object("batch/v1 CronJob", "f", "spec: {jobTemplate: {spec: {selector: {matchLabels: {x: y}}}}}\n"),
  object("policy/v1 PodDisruptionBudget", "g", "spec: {selector: {matchLabels: {x: y}}}\n"),
  object(
    "networking.k8s.io/v1 NetworkPolicy",
    "h",
    "spec: {podSelector: {matchLabels: {x: y}}, ingress: [{from: [{podSelector: {matchLabels: {x: y}}}]}], egress: [{to: [{podSelector: {}}]}]}\n",
  ),
  object("example.com/v1 Thing", "i", "  annotations: {x: z}\nspec: {}\n"),
);
