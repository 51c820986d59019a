import { describe, expect, it } from "vitest";
import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import type { MergeSchema } from "#shared/merge/schema-book.ts";

const { schemaOf } = builtInSchemas;

/** `apps/v1 Deployment spec.template.spec.containers[].ports` */
function keysAt(place: string): readonly string[] | undefined {
  const [apiVersion = "", kind = "", path = ""] = place.split(" ");
  let at: MergeSchema | undefined = schemaOf({ apiVersion, kind });
  for (const step of path.split(/\.|(?=\[\])/)) at = step === "[]" ? at?.elements() : at?.field(step);
  return at?.mergeKeys;
}

describe("what kustomize knows by itself", () => {
  it.each([
    { at: "apps/v1 Deployment spec.template.spec.containers", keys: ["name"] },
    { at: "apps/v1 Deployment spec.template.spec.containers[].ports", keys: ["containerPort", "protocol"] },
    { at: "apps/v1 DaemonSet spec.template.spec.volumes", keys: ["name"] },
    { at: "batch/v1 CronJob spec.jobTemplate.spec.template.spec.initContainers[].env", keys: ["name"] },
    { at: "v1 Service spec.ports", keys: ["port", "protocol"] },
    { at: "v1 Pod spec.topologySpreadConstraints", keys: ["topologyKey", "whenUnsatisfiable"] },
    { at: "v1 ConfigMap metadata.finalizers", keys: [] },
    { at: "v1 ConfigMap metadata.ownerReferences", keys: ["uid"] },
    { at: "v1 Pod spec.tolerations", keys: undefined },
    { at: "v1 Pod spec.containers[].args", keys: undefined },
    { at: "apps/v1 StatefulSet spec.volumeClaimTemplates", keys: undefined },
    { at: "rbac.authorization.k8s.io/v1 ClusterRole rules", keys: undefined },
  ])("merges $at by $keys", ({ at, keys }) => {
    expect(keysAt(at)).toEqual(keys);
  });

  it.each([
    ["autoscaling/v2", "HorizontalPodAutoscaler"],
    ["batch/v2", "CronJob"],
    ["apps/v1beta1", "Deployment"],
    ["example.com/v1", "Deployment"],
    ["v1", "__proto__"],
  ])("is nothing of %s %s", (apiVersion, kind) => {
    expect(schemaOf({ apiVersion, kind })).toBeUndefined();
  });

  it("tells a field without merge keys from one that is newer than Kubernetes 1.21", () => {
    const spec = schemaOf({ apiVersion: "v1", kind: "Pod" })?.field("spec");
    expect(spec?.field("tolerations")).toBeDefined();
    expect(spec?.field("resourceClaims")).toBeUndefined();
  });
});
