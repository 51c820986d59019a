import { documents, object, one, rbac, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";

const subjects = (namespace: string): string =>
  `subjects:\n- {kind: ServiceAccount, name: default, namespace: ${namespace}}\n- {kind: ServiceAccount, name: robot, namespace: ${namespace}}\n- {kind: User, name: default}\n- {kind: Group, name: robot, namespace: ${namespace}}\n`;

/** What a namespace is written into, and what stays outside of any. */
export const namespaces: Chapter = {
  name: "namespaces",
  stories: [
    one(
      "a namespace takes the place of every other one",
      documents(configMap("a"), configMap("b", "  namespace: there\n"), configMap("c", "  namespace: ''\n")),
      "namespace: here\n",
    ),
    one(
      "a Namespace takes the name, and what lives outside namespaces stays there",
      documents(
        object("v1 Namespace", "old"),
        object("v1 Node", "n"),
        object("v1 PersistentVolume", "v"),
        object("apiextensions.k8s.io/v1 CustomResourceDefinition", "things.example.com"),
        object(`${rbac} ClusterRole`, "r"),
        object("example.com/v1 Thing", "t"),
      ),
      "namespace: here\n",
    ),
    one(
      "of a binding's subjects those called default move along",
      documents(
        object(`${rbac} RoleBinding`, "a", subjects("old")),
        object(`${rbac} ClusterRoleBinding`, "b", subjects("old")),
        object(`${rbac} RoleBinding`, "c", "subjects:\n"),
        object("example.com/v1 RoleBinding", "d", subjects("old")),
      ),
      "namespace: here\n",
    ),
    one(
      "a subject moves with the account that it names",
      documents(
        object("v1 ServiceAccount", "robot", "  namespace: old\n"),
        object(`${rbac} ClusterRoleBinding`, "b", subjects("old")),
      ),
      "namespace: here\n",
    ),
    one(
      "webhooks and services of an API follow the service that they call",
      documents(
        object("v1 Service", "hook", "  namespace: old\n"),
        object(
          "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
          "m",
          "webhooks: [{name: w, clientConfig: {service: {name: hook, namespace: old}}}]\n",
        ),
        object(
          "apiregistration.k8s.io/v1 APIService",
          "v1.example.com",
          "spec: {service: {name: hook, namespace: old}}\n",
        ),
        object(
          "apiextensions.k8s.io/v1 CustomResourceDefinition",
          "things.example.com",
          "spec: {conversion: {webhook: {clientConfig: {service: {name: hook, namespace: old}}}}}\n",
        ),
      ),
      "namespace: here\nnamePrefix: p-\n",
    ),
    {
      shows: "the outermost namespace wins, and references follow all the way",
      files: {
        "kustomization.yaml": kustomization(["mid"], "namespace: outer\n"),
        "mid/kustomization.yaml": kustomization(["base", "own.yaml"], "namespace: inner\nnamePrefix: m-\n"),
        "mid/own.yaml": configMap("own"),
        "mid/base/kustomization.yaml": kustomization(["a.yaml"], "nameSuffix: -b\n"),
        "mid/base/a.yaml": documents(
          object("v1 Secret", "key", "  namespace: first\n"),
          object("v1 Pod", "pod", "  namespace: first\nspec: {imagePullSecrets: [{name: key}]}\n"),
        ),
      },
    },
    {
      shows: "a name that two namespaces have is looked for in one's own",
      files: {
        "kustomization.yaml": kustomization(["all.yaml"], "nameSuffix: -x\n"),
        "all.yaml": documents(
          configMap("cfg", "  namespace: one\n"),
          configMap("cfg", "  namespace: two\n"),
          object("v1 Pod", "a", "  namespace: one\nspec: {volumes: [{configMap: {name: cfg}}]}\n"),
          object("v1 Pod", "b", "  namespace: two\nspec: {volumes: [{configMap: {name: cfg}}]}\n"),
          object("v1 Pod", "c", "  namespace: three\nspec: {volumes: [{configMap: {name: cfg}}]}\n"),
        ),
      },
    },
  ],
};
