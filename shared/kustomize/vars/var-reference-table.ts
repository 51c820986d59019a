import { fieldsOf, type FieldSpec } from "#shared/kustomize/field-spec.ts";

const inContainers = ["containers", "initContainers"].flatMap((list) =>
  ["args", "command", "env/value", "volumeMounts/mountPath"].map((field) => `${list}/${field}`),
);

/** Where each type keeps its pod, and which fields beside those of containers may use vars there. */
const podIn: Readonly<Record<string, string>> = {
  CronJob: "spec/jobTemplate/spec/template/spec",
  DaemonSet: "spec/template/spec",
  Deployment: "spec/template/spec",
  Job: "spec/template/spec",
  Pod: "spec",
  ReplicaSet: "spec/template/spec",
  StatefulSet: "spec/template/spec",
};

const others: Readonly<Record<string, readonly string[]>> = {
  // Upstream's own path: a pod has no volumes there, and so this one never matches.
  CronJob: ["spec/jobTemplate/spec/template/volumes/nfs/server"],
  DaemonSet: ["spec/template/spec/volumes/nfs/server"],
  Deployment: ["spec/template/spec/volumes/nfs/server", "spec/template/metadata/annotations"],
  Ingress: ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"],
  Job: ["spec/template/spec/volumes/nfs/server"],
  PersistentVolume: ["spec/nfs/server"],
  Pod: ["spec/volumes/nfs/server"],
  ReplicaSet: ["spec/template/spec/volumes/nfs/server"],
  Service: ["spec/ports/port", "spec/ports/targetPort"],
  StatefulSet: ["spec/volumeClaimTemplates/spec/nfs/server"],
};

/** The fields in which `$(NAME)` stands for a var. Upstream: api/internal/konfig/builtinpluginconsts/varreference.go */
export const varReferences: readonly FieldSpec[] = [
  ...Object.entries(podIn).flatMap(([kind, pod]) =>
    fieldsOf(
      { kind },
      inContainers.map((field) => `${pod}/${field}`),
    ),
  ),
  ...Object.entries(others).flatMap(([kind, paths]) => fieldsOf({ kind }, paths)),
  ...fieldsOf({}, ["metadata/labels", "metadata/annotations"]),
];
