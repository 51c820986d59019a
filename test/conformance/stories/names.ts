import { documents, object, one, rbac, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization, type Tree } from "#test/kustomize/tree.ts";

/** A pod that names one of everything that a pod can name, in flow style so that it fits anywhere. */
const podSpec = `{
    containers: [{name: c, image: nginx, envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: key}}], env: [
      {name: A, valueFrom: {configMapKeyRef: {name: cfg, key: a}}},
      {name: B, valueFrom: {secretKeyRef: {name: key, key: b}}},
      {name: C, value: cfg}]}],
    initContainers: [{name: i, envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: other}}]}],
    serviceAccountName: robot, priorityClassName: high, imagePullSecrets: [{name: key}], volumes: [
      {name: a, configMap: {name: cfg}},
      {name: b, secret: {secretName: key}},
      {name: c, persistentVolumeClaim: {claimName: disk}},
      {name: d, projected: {sources: [{configMap: {name: cfg}}, {secret: {name: key}}]}}]}`;

/** One of nearly everything that names others or is named. */
const town = documents(
  configMap("cfg"),
  object("v1 Secret", "key"),
  object("v1 Service", "web", "spec: {ports: [{port: 80}]}\n"),
  object("v1 ServiceAccount", "robot", "imagePullSecrets: [{name: key}]\n"),
  object("v1 PersistentVolumeClaim", "disk", "spec: {storageClassName: fast, volumeName: volume}\n"),
  object("v1 PersistentVolume", "volume", "spec: {storageClassName: fast, azureFile: {secretName: key}}\n"),
  object("storage.k8s.io/v1 StorageClass", "fast", "parameters: {secretName: key, userSecretName: nobody}\n"),
  object("scheduling.k8s.io/v1 PriorityClass", "high", "value: 1\n"),
  object("v1 Pod", "pod", `spec: ${podSpec}\n`),
  object("apps/v1 Deployment", "web", `spec: {template: {spec: ${podSpec}}}\n`),
  object(
    "apps/v1 StatefulSet",
    "db",
    `spec: {serviceName: web, template: {spec: ${podSpec}}, volumeClaimTemplates: [{spec: {storageClassName: fast}}]}\n`,
  ),
  object("batch/v1 CronJob", "nightly", `spec: {jobTemplate: {spec: {template: {spec: ${podSpec}}}}}\n`),
  object(`${rbac} Role`, "reader", "rules: [{resourceNames: [cfg, key, nobody]}]\n"),
  object(`${rbac} ClusterRole`, "viewer", "rules: [{resourceNames: [cfg, volume]}]\n"),
  object(
    `${rbac} RoleBinding`,
    "one",
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: ServiceAccount, name: robot}, {kind: ServiceAccount, name: default, namespace: elsewhere}, {kind: User, name: robot}]\n`,
  ),
  object(
    `${rbac} ClusterRoleBinding`,
    "two",
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: viewer}\nsubjects: [{kind: ServiceAccount, name: robot, namespace: default}, {kind: ServiceAccount, name: default}]\n`,
  ),
  object(
    "networking.k8s.io/v1 Ingress",
    "front",
    "spec: {ingressClassName: web, tls: [{secretName: key}], defaultBackend: {service: {name: web}}, rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}\n",
  ),
  object(
    "extensions/v1beta1 Ingress",
    "old",
    "spec: {backend: {serviceName: web}, rules: [{http: {paths: [{backend: {serviceName: web}}]}}]}\n",
  ),
  object(
    "autoscaling/v2 HorizontalPodAutoscaler",
    "scale",
    "spec: {scaleTargetRef: {kind: Deployment, name: web}}\n",
  ),
  object(
    "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
    "guard",
    "webhooks: [{clientConfig: {service: {name: web, namespace: default}}}]\n",
  ),
  object("admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy", "policy", "spec: {}\n"),
  object(
    "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding",
    "policy",
    "spec: {policyName: policy}\n",
  ),
  object(
    "apiregistration.k8s.io/v1 APIService",
    "v1.example.com",
    "spec: {service: {name: web, namespace: default}}\n",
  ),
  object("apiregistration.k8s.io/v1 APIService", "v2.example.com", "spec: {group: example.com}\n"),
  object(
    "apiextensions.k8s.io/v1 CustomResourceDefinition",
    "things.example.com",
    "spec: {conversion: {webhook: {clientConfig: {service: {name: web, namespace: default}}}}}\n",
  ),
  object("v1 Namespace", "place"),
  object("example.com/v1 Thing", "thing", "spec: {configMap: cfg, containers: [{image: nginx}]}\n"),
);

const diamond: Tree = {
  "base/kustomization.yaml": kustomization(["all.yaml"]),
  "base/all.yaml": documents(configMap("cfg"), object("v1 Pod", "pod", `spec: ${podSpec}\n`)),
  "left/kustomization.yaml": kustomization(["../base"], "namePrefix: left-\n"),
  "right/kustomization.yaml": kustomization(["../base"], "namePrefix: right-\nnameSuffix: -s\n"),
  "top/kustomization.yaml": kustomization(["../left", "../right", "own.yaml"], "namePrefix: top-\n"),
  "top/own.yaml": object(
    "v1 Pod",
    "own",
    "spec: {containers: [{envFrom: [{configMapRef: {name: left-cfg}}, {configMapRef: {name: cfg}}]}]}\n",
  ),
};

/** Who is called what, and by whom. */
export const names: Chapter = {
  name: "names",
  stories: [
    one("a name prefix and suffix, and everyone who is named", town, "namePrefix: p-\nnameSuffix: -s\n"),
    one("a namespace, and what moves into it", town, "namespace: here\n"),
    one("prefix, suffix and namespace together", town, "namespace: here\nnamePrefix: p-\nnameSuffix: -s\n"),
    one("objects that nothing is done to", town, ""),
    { shows: "one base under two prefixes", files: diamond, path: "top" },
    {
      shows: "layers of prefixes, where a name is the innermost or any later one",
      files: {
        "a/kustomization.yaml": kustomization(["cfg.yaml"], "namePrefix: a-\n"),
        "a/cfg.yaml": configMap("cfg"),
        "b/kustomization.yaml": kustomization(["../a", "pod.yaml"], "namePrefix: b-\n"),
        "b/pod.yaml": object(
          "v1 Pod",
          "pod",
          "spec: {volumes: [{configMap: {name: a-cfg}}, {configMap: {name: cfg}}, {configMap: {name: b-a-cfg}}]}\n",
        ),
      },
      path: "b",
    },
    {
      shows: "accounts in several namespaces",
      files: {
        "kustomization.yaml": kustomization(["all.yaml"], "nameSuffix: -s\n"),
        "all.yaml": documents(
          object("v1 ServiceAccount", "robot", "  namespace: one\n"),
          object("v1 ServiceAccount", "robot", "  namespace: two\n"),
          object(`${rbac} Role`, "reader", "  namespace: one\n"),
          object(
            `${rbac} RoleBinding`,
            "binding",
            "  namespace: one\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: ServiceAccount, name: robot, namespace: two}, {kind: ServiceAccount, name: robot, namespace: one}]\n",
          ),
        ),
      },
    },
    {
      shows: "an account that is called by the namespace it has moved to",
      files: {
        "base/kustomization.yaml": kustomization(["all.yaml"], "namespace: moved\n"),
        "base/all.yaml": object("v1 ServiceAccount", "robot"),
        "kustomization.yaml": kustomization(["base", "all.yaml"], "namePrefix: p-\n"),
        "all.yaml": documents(
          object(
            `${rbac} RoleBinding`,
            "elsewhere",
            "  namespace: other\nsubjects: [{kind: ServiceAccount, name: robot, namespace: moved}]\n",
          ),
          object(
            `${rbac} ClusterRoleBinding`,
            "everywhere",
            "subjects: [{kind: ServiceAccount, name: robot, namespace: moved}]\n",
          ),
        ),
      },
    },
    {
      shows: "an account whose namespace was always there, beside one that moved to it",
      files: {
        "base/kustomization.yaml": kustomization(["all.yaml"], "namespace: moved\n"),
        "base/all.yaml": object("v1 ServiceAccount", "robot"),
        "kustomization.yaml": kustomization(["base", "all.yaml"], "namePrefix: p-\n"),
        "all.yaml": documents(
          configMap("cfg", "  namespace: moved\n"),
          object(
            `${rbac} ClusterRoleBinding`,
            "everywhere",
            "subjects: [{kind: ServiceAccount, name: robot, namespace: moved}]\n",
          ),
        ),
      },
    },
    one(
      "somebody else's Namespace, which keeps its name and gets a namespace",
      documents(object("v1 Namespace", "a"), object("example.com/v1 Namespace", "b")),
      "namespace: here\n",
    ),
    {
      shows: "two versions of one object",
      files: {
        "kustomization.yaml": kustomization(["a.yaml"], "namePrefix: p-\n"),
        "a.yaml": documents(object("example.com/v1 Thing", "a"), object("example.com/v2 Thing", "a")),
      },
    },
  ],
};
