import { fieldsOf, type FieldSpec } from "./field-spec.ts";

/** Upstream: api/internal/konfig/builtinpluginconsts/metadatalabels.go */
export const templateLabelFields: readonly FieldSpec[] = [
  ...fieldsOf({ create: true }, ["metadata/labels"]),
  ...fieldsOf({ version: "v1", kind: "ReplicationController", create: true }, [
    "spec/template/metadata/labels",
  ]),
  ...["Deployment", "ReplicaSet", "DaemonSet"].flatMap((kind) =>
    fieldsOf({ kind, create: true }, ["spec/template/metadata/labels"]),
  ),
  ...fieldsOf({ group: "apps", kind: "StatefulSet", create: true }, [
    "spec/template/metadata/labels",
    "spec/volumeClaimTemplates[]/metadata/labels",
  ]),
  ...fieldsOf({ group: "batch", kind: "Job", create: true }, ["spec/template/metadata/labels"]),
  ...fieldsOf({ group: "batch", kind: "CronJob", create: true }, [
    "spec/jobTemplate/metadata/labels",
    "spec/jobTemplate/spec/template/metadata/labels",
  ]),
];

const podSelectors = [
  "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
  "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
  "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
  "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
  "topologySpreadConstraints/labelSelector/matchLabels",
].map((path) => `spec/template/spec/${path}`);

/** Upstream: api/internal/konfig/builtinpluginconsts/commonlabels.go */
export const commonLabelFields: readonly FieldSpec[] = [
  ...fieldsOf({ version: "v1", kind: "Service", create: true }, ["spec/selector"]),
  ...fieldsOf({ version: "v1", kind: "ReplicationController", create: true }, ["spec/selector"]),
  ...["Deployment", "ReplicaSet", "DaemonSet"].flatMap((kind) =>
    fieldsOf({ kind, create: true }, ["spec/selector/matchLabels"]),
  ),
  ...fieldsOf({ group: "apps", kind: "StatefulSet", create: true }, ["spec/selector/matchLabels"]),
  ...["Deployment", "StatefulSet"].flatMap((kind) => fieldsOf({ group: "apps", kind }, podSelectors)),
  ...fieldsOf({ group: "batch", kind: "Job" }, ["spec/selector/matchLabels"]),
  ...fieldsOf({ group: "batch", kind: "CronJob" }, ["spec/jobTemplate/spec/selector/matchLabels"]),
  ...fieldsOf({ group: "policy", kind: "PodDisruptionBudget" }, ["spec/selector/matchLabels"]),
  ...fieldsOf({ group: "networking.k8s.io", kind: "NetworkPolicy" }, [
    "spec/podSelector/matchLabels",
    "spec/ingress/from/podSelector/matchLabels",
    "spec/egress/to/podSelector/matchLabels",
  ]),
  ...templateLabelFields,
];

/** Upstream: api/internal/konfig/builtinpluginconsts/commonannotations.go */
export const commonAnnotationFields: readonly FieldSpec[] = [
  ...fieldsOf({ create: true }, ["metadata/annotations"]),
  ...fieldsOf({ version: "v1", kind: "ReplicationController", create: true }, [
    "spec/template/metadata/annotations",
  ]),
  ...["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].flatMap((kind) =>
    fieldsOf({ kind, create: true }, ["spec/template/metadata/annotations"]),
  ),
  ...fieldsOf({ group: "batch", kind: "Job", create: true }, ["spec/template/metadata/annotations"]),
  ...fieldsOf({ group: "batch", kind: "CronJob", create: true }, [
    "spec/jobTemplate/metadata/annotations",
    "spec/jobTemplate/spec/template/metadata/annotations",
  ]),
];
