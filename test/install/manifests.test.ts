import { describe, expect, it } from "vitest";
import { crds, installManifests, relayAccess } from "#infra/install/manifests.ts";
import { refOfManifest, type Manifest } from "#shared/model/manifest.ts";
import { nameOf } from "#shared/model/object-ref.ts";
import { Secret } from "#shared/model/secret.ts";

const edge = "https://edge.example.com";
const image = "registry.example.com/plumbline/relay:1.2.3";
const named = (manifests: readonly Manifest[]) =>
  manifests.map((manifest) => nameOf(refOfManifest(manifest)));

function find(manifests: readonly Manifest[], name: string): Manifest | undefined {
  return manifests.find((manifest) => nameOf(refOfManifest(manifest)) === name);
}

const enrolment = "Secret/plumbline-system/plumbline-enrolment";

describe("what an installation applies", () => {
  const manifests = installManifests({ edge, image, token: new Secret("once-only") });

  it("comes in an order in which nothing waits for what is behind it", () => {
    expect(named(manifests)).toEqual([
      "Namespace/plumbline-system",
      "CustomResourceDefinition/gitrepositories.source.toolkit.fluxcd.io",
      "CustomResourceDefinition/kustomizations.kustomize.toolkit.fluxcd.io",
      "CustomResourceDefinition/providers.notification.toolkit.fluxcd.io",
      "CustomResourceDefinition/alerts.notification.toolkit.fluxcd.io",
      "CustomResourceDefinition/receivers.notification.toolkit.fluxcd.io",
      "ServiceAccount/plumbline-system/plumbline-relay",
      "ClusterRole/plumbline-relay",
      "ClusterRoleBinding/plumbline-relay",
      "Role/plumbline-system/plumbline-relay",
      "RoleBinding/plumbline-system/plumbline-relay",
      "ClusterRole/plumbline-relay-impersonate",
      "ClusterRoleBinding/plumbline-relay-apply",
      "Secret/plumbline-system/plumbline-enrolment",
      "Deployment/plumbline-system/plumbline-relay",
      "NetworkPolicy/plumbline-system/plumbline-relay",
    ]);
  });

  it("is all marked as Plumbline's", () => {
    for (const manifest of manifests)
      expect(manifest.metadata.labels, manifest.metadata.name).toMatchObject({
        "app.kubernetes.io/part-of": "plumbline",
      });
  });

  it("tells the relay where the edge is and with which token to enrol", () => {
    expect(find(manifests, enrolment)?.["data"]).toEqual({ edge: btoa(edge), token: btoa("once-only") });
  });

  it("runs the image that it was told", () => {
    expect(find(manifests, "Deployment/plumbline-system/plumbline-relay")).toMatchObject({
      spec: { template: { spec: { containers: [{ image }] } } },
    });
    expect(JSON.stringify(manifests)).not.toContain("said-at-installation");
  });

  it("asks the relay on a port for its health, and lets nothing in but to that port", () => {
    const probe = (path: string) => ({ httpGet: { path, port: "http-prom" } });
    const container = {
      ports: [{ name: "http-prom", containerPort: 8080 }],
      readinessProbe: probe("/readyz"),
      livenessProbe: probe("/healthz"),
    };
    expect(find(manifests, "Deployment/plumbline-system/plumbline-relay")).toMatchObject({
      spec: { template: { spec: { containers: [container] } } },
    });
    expect(find(manifests, "NetworkPolicy/plumbline-system/plumbline-relay")).toMatchObject({
      spec: { ingress: [{ ports: [{ port: 8080 }] }] },
    });
  });

  it("goes into another namespace whole", () => {
    const elsewhere = installManifests({ edge, image, namespace: "gitops" });
    expect(JSON.stringify(elsewhere)).not.toContain("plumbline-system");
    expect(named(elsewhere)).toContain("Namespace/gitops");
    expect(find(elsewhere, "ClusterRoleBinding/plumbline-relay-apply")).toMatchObject({
      subjects: [{ kind: "ServiceAccount", namespace: "gitops" }],
    });
  });

  it("needs no token for a relay that is enrolled", () => {
    expect(find(installManifests({ edge, image }), enrolment)?.["data"]).toEqual({ edge: btoa(edge) });
  });
});

describe("what a relay outside the cluster needs", () => {
  it("is an identity and its rights, and nothing that runs", () => {
    expect(named(relayAccess())).toEqual([
      "Namespace/plumbline-system",
      "ServiceAccount/plumbline-system/plumbline-relay",
      "ClusterRole/plumbline-relay",
      "ClusterRoleBinding/plumbline-relay",
      "Role/plumbline-system/plumbline-relay",
      "RoleBinding/plumbline-system/plumbline-relay",
      "ClusterRole/plumbline-relay-impersonate",
      "ClusterRoleBinding/plumbline-relay-apply",
    ]);
  });
});

describe("the definitions", () => {
  it("are left alone by variable substitution, for their descriptions speak of variables", () => {
    for (const crd of crds())
      expect(crd.metadata.annotations).toEqual({ "kustomize.toolkit.fluxcd.io/substitute": "disabled" });
  });

  it("serve the version that Flux serves, and of Receiver the one before as well", () => {
    expect(crds()).toMatchObject([
      { spec: { names: { kind: "GitRepository" }, versions: [{ name: "v1", served: true }] } },
      { spec: { names: { kind: "Kustomization" }, versions: [{ name: "v1", served: true }] } },
      { spec: { names: { kind: "Provider" }, versions: [{ name: "v1beta3", served: true }] } },
      { spec: { names: { kind: "Alert" }, versions: [{ name: "v1beta3", served: true }] } },
      {
        spec: {
          names: { kind: "Receiver" },
          versions: [
            { name: "v1", served: true, storage: true },
            { name: "v1beta2", served: true, storage: false },
          ],
        },
      },
    ]);
  });
});
