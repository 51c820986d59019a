import { describe, expect, it } from "vitest";
import { customKinds } from "#shared/kube/custom-kinds.ts";
import { collectionPath, groupPath, objectPath } from "#shared/kube/path.ts";
import type { ServedKind } from "#shared/kube/request.ts";

const configMap: ServedKind = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};
const role: ServedKind = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "ClusterRole",
  plural: "clusterroles",
  namespaced: false,
};
const kustomizations = "/apis/kustomize.toolkit.fluxcd.io/v1";

describe("the path", () => {
  it.each<[string, string, string]>([
    [
      "a core object",
      objectPath(configMap, { namespace: "a", name: "b" }),
      "/api/v1/namespaces/a/configmaps/b",
    ],
    [
      "an object of a cluster",
      objectPath(role, { namespace: "", name: "admin" }),
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/admin",
    ],
    [
      "an object of a cluster that was said to have a namespace",
      objectPath(role, { namespace: "a", name: "admin" }),
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/admin",
    ],
    [
      "an object whose name has a colon",
      objectPath(role, { namespace: "", name: "system:a" }),
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa",
    ],
    [
      "an object whose name would lead elsewhere",
      objectPath(configMap, { namespace: "../..", name: "a/b?c" }),
      "/api/v1/namespaces/..%2F../configmaps/a%2Fb%3Fc",
    ],
    ["a collection in all namespaces", collectionPath(configMap, ""), "/api/v1/configmaps"],
    [
      "our own resources",
      collectionPath(customKinds.Kustomization, "flux-system"),
      `${kustomizations}/namespaces/flux-system/kustomizations`,
    ],
    ["the core group", groupPath("", "v1"), "/api/v1"],
    ["another group", groupPath("kustomize.toolkit.fluxcd.io", "v1"), kustomizations],
  ])("of %s is right", (_what, path, expected) => {
    expect(path).toBe(expected);
  });
});
