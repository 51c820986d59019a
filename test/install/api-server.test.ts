import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { installManifests } from "#infra/install/manifests.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { Secret } from "#shared/model/secret.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { startControlPlane, type ControlPlane } from "#test/support/control-plane/control-plane.ts";

let plane: ControlPlane;
let folder: string;
/** kubectl as the relay's ServiceAccount, by a token of its own. */
let asRelay: (args: readonly string[], options?: { readonly input?: string }) => Promise<string>;

/** What controllers and caches of the server need to catch up, on a busy machine. */
const soon = { timeout: 20_000, interval: 100 };

const options = { edge: "https://edge.example.com", image: "registry.example.com/plumbline/relay:1.2.3" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-install-"));
  plane = await startControlPlane({ folder });
  await apply(...installManifests({ ...options, token: new Secret("once-only") }));
  const kubeconfig = await plane.kubeconfigFor({ namespace: "plumbline-system", name: "plumbline-relay" });
  asRelay = (args, input) => plane.kubectl(["--kubeconfig", kubeconfig, ...args], input);
  await plane.kubectl([
    "wait",
    "crd",
    "-l",
    "app.kubernetes.io/part-of=plumbline",
    "--for=condition=Established",
  ]);
});

afterAll(async () => {
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As a user would, and strictly: a field that no schema knows is refused, not dropped. */
async function apply(...items: readonly Manifest[]): Promise<string> {
  // Not as one List: kubectl would then check the fields itself, in other words than the server's.
  return plane.kubectl(["apply", "--server-side", "-f", "-"], { input: manifestStream(items) });
}

async function read<Found>(...args: readonly string[]): Promise<Found> {
  return JSON.parse(await plane.kubectl(["get", ...args, "-o", "json"])) as Found;
}

const gitRepository = (spec: JsonObject): Manifest => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  metadata: { name: "app", namespace: "default" },
  spec,
});
const kustomization = (spec: JsonObject): Manifest => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "app", namespace: "default" },
  spec,
});
const provider = (spec: JsonObject): Manifest => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Provider",
  metadata: { name: "slack", namespace: "default" },
  spec,
});
const alert = (spec: JsonObject): Manifest => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Alert",
  metadata: { name: "on-call", namespace: "default" },
  spec,
});
const receiver = (spec: JsonObject, version = "v1"): Manifest => ({
  apiVersion: `notification.toolkit.fluxcd.io/${version}`,
  kind: "Receiver",
  metadata: { name: "hook", namespace: "default" },
  spec,
});

const url = "https://git.example.com/team/app.git";
const sourceRef = { kind: "GitRepository", name: "app" };
const followed = gitRepository({ url, interval: "1m", ref: { branch: "main" }, secretRef: { name: "git" } });
const applied = kustomization({
  sourceRef,
  path: "./overlays/production",
  prune: true,
  interval: "10m",
  timeout: "2m",
  targetNamespace: "shop",
  decryption: { provider: "sops", secretRef: { name: "sops-age" } },
});
const slack = provider({ type: "slack", channel: "alerts", secretRef: { name: "slack-url" } });
const onCall = alert({
  providerRef: { name: "slack" },
  eventSeverity: "error",
  eventSources: [{ kind: "Kustomization", name: "*" }, sourceRef],
});
const pushes = receiver({
  type: "github",
  events: ["ping", "push"],
  secretRef: { name: "hook-token" },
  resources: [
    { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "app", namespace: "default" },
    { kind: "GitRepository", name: "*", matchLabels: { team: "shop" } },
  ],
});

describe("Flux's YAML", () => {
  it.each([followed, applied, slack, onCall, pushes])("for $kind is taken as it is", async (manifest) => {
    await apply(manifest);
    const found = await read<Manifest>(manifest.kind, manifest.metadata.name);
    expect(found["spec"]).toMatchObject({ ...(manifest["spec"] as JsonObject) });
  });

  it("gets Flux's defaults where it says nothing", async () => {
    const quiet = alert({ providerRef: { name: "slack" }, eventSources: [sourceRef] });
    await apply(
      gitRepository({ url, interval: "1m" }),
      kustomization({ sourceRef, prune: false, interval: "1h" }),
      quiet,
    );
    expect(await read("gitrepo", "app")).toMatchObject({ spec: { timeout: "60s" } });
    expect(await read("ks", "app")).toMatchObject({ spec: { force: false } });
    expect(await read("alert", "on-call")).toMatchObject({ spec: { eventSeverity: "info" } });
    await apply(pushes);
    expect(await read("receiver", "hook")).toMatchObject({ spec: { interval: "10m" } });
  });

  it("for a Receiver may be of the version before", async () => {
    await apply(receiver({ ...(pushes["spec"] as JsonObject), type: "gitlab" }, "v1beta2"));
    expect(await read("receivers.v1.notification.toolkit.fluxcd.io", "hook")).toMatchObject({
      spec: { type: "gitlab" },
    });
  });

  it("may use what only few use", async () => {
    await apply(
      gitRepository({
        url: "ssh://git@git.example.com/team/app.git",
        interval: "1h30m",
        timeout: "90s",
        ref: { semver: "1.x", name: "refs/heads/main", commit: "c0ffee" },
        provider: "azure",
        serviceAccountName: "git",
        include: [{ repository: { name: "base" }, fromPath: "a", toPath: "b" }],
        sparseCheckout: ["k8s"],
        recurseSubmodules: true,
        ignore: "/docs",
        verify: { mode: "TagAndHEAD", secretRef: { name: "authors" } },
      }),
      kustomization({
        sourceRef,
        prune: true,
        interval: "1h",
        retryInterval: "2m",
        kubeConfig: { secretRef: { name: "other-cluster", key: "value.yaml" } },
        deletionPolicy: "WaitForTermination",
        dependsOn: [{ name: "base", readyExpr: "dep.status.observedGeneration > 0" }],
        healthChecks: [{ kind: "Deployment", name: "web" }],
        healthCheckExprs: [{ apiVersion: "example.com/v1", kind: "Thing", current: "true" }],
        commonMetadata: { labels: { team: "shop" } },
        images: [{ name: "web", newTag: "1.2.3" }],
        patches: [{ patch: "- op: remove\n  path: /spec/replicas", target: { kind: "Deployment" } }],
        ignore: [{ paths: ["/spec/replicas"], target: { labelSelector: "app=web" } }],
        postBuild: { substitute: { a: "b" }, substituteFrom: [{ kind: "ConfigMap", name: "vars" }] },
        buildMetadata: ["originAnnotations"],
      }),
    );
    expect(await read("ks", "app")).toMatchObject({
      spec: { postBuild: { substituteFrom: [{ kind: "ConfigMap", name: "vars", optional: false }] } },
    });
  });
});

describe("a mistake in the YAML", () => {
  const complete = { sourceRef, prune: true, interval: "10m" };
  const cloudOnly = "serviceAccountName goes with the provider azure or aws only";
  it.each([
    ["a duration without its unit", kustomization({ ...complete, interval: "10" }), "spec.interval"],
    [
      "a timeout in hours for a Git host",
      gitRepository({ url, interval: "1m", timeout: "1h" }),
      "spec.timeout",
    ],
    ["an interval left out", gitRepository({ url }), "spec.interval: Required"],
    ["a prune left out", kustomization({ sourceRef, interval: "10m" }), "spec.prune: Required"],
    [
      "a source that is none",
      kustomization({ ...complete, sourceRef: { kind: "Secret", name: "a" } }),
      "sourceRef.kind",
    ],
    ["a URL of no Git host", gitRepository({ url: "git@example.com:a/b.git", interval: "1m" }), "spec.url"],
    ["an unknown service", provider({ type: "pigeon" }), "spec.type"],
    ["an alert about nothing", alert({ providerRef: { name: "slack" } }), "eventSources: Required"],
    [
      "a field that does not exist",
      kustomization({ ...complete, purge: true }),
      'unknown field "spec.purge"',
    ],
    [
      "a cloud identity with no cloud named",
      gitRepository({ url, interval: "1m", serviceAccountName: "git" }),
      cloudOnly,
    ],
    [
      "a cloud identity for a host outside the cloud",
      gitRepository({ url, interval: "1m", serviceAccountName: "git", provider: "github" }),
      cloudOnly,
    ],
    ["another cluster without access", kustomization({ ...complete, kubeConfig: {} }), "needs one of"],
    [
      "access to another cluster in two ways",
      kustomization({ ...complete, kubeConfig: { secretRef: { name: "a" }, configMapRef: { name: "b" } } }),
      "not both",
    ],
    [
      "a caller who proves nothing with a token that is asked for",
      receiver({ type: "github", resources: [sourceRef] }),
      "secretRef is needed",
    ],
    [
      "a caller of no known kind",
      receiver({ type: "pigeon", secretRef: { name: "a" }, resources: [sourceRef] }),
      "spec.type",
    ],
    ["a hook for nothing", receiver({ type: "github", secretRef: { name: "a" } }), "resources: Required"],
    [
      "a commit status for a chat",
      provider({ type: "slack", commitStatusExpr: "'web'" }),
      "commitStatusExpr goes with the types",
    ],
  ])("%s is refused, and the answer says where", async (_mistake, manifest, answer) => {
    const asked = plane.kubectl(["create", "--dry-run=server", "-f", "-"], {
      input: JSON.stringify(manifest),
    });
    await expect(asked).rejects.toThrow(answer);
  });
});

describe("kubectl get", () => {
  const revision = "main@sha1:0123456789abcdef0123456789abcdef01234567";
  const ready = (reason: string, message: string) => ({
    observedGeneration: 1,
    conditions: [
      { type: "Ready", status: "True", reason, message, lastTransitionTime: "2026-01-01T00:00:00Z" },
    ],
  });
  const cells = (line: string | undefined): readonly string[] => (line ?? "").trim().split(/\s{2,}/);

  beforeAll(async () => {
    await apply(followed, applied, slack, onCall);
    const status = (object: string, status: object) =>
      asRelay([
        "patch",
        object,
        "app",
        "--subresource=status",
        "--type=merge",
        "-p",
        JSON.stringify({ status }),
      ]);
    await status("gitrepo", {
      ...ready("Succeeded", `stored artifact for revision '${revision}'`),
      artifact: {
        revision,
        digest: "sha256:00ff",
        path: "p",
        url: "u",
        lastUpdateTime: "2026-01-01T00:00:00Z",
      },
    });
    await status("ks", {
      ...ready("ReconciliationSucceeded", `Applied revision: ${revision}`),
      lastAppliedRevision: revision,
      inventory: { entries: [{ id: "shop_web_apps_Deployment", v: "v1" }] },
    });
  });

  it("ks shows Flux's columns, and the revision with the status", async () => {
    const [titles, row] = (await plane.kubectl(["get", "ks"])).split("\n");
    expect(cells(titles)).toEqual(["NAME", "AGE", "READY", "STATUS"]);
    expect(cells(row)).toEqual(["app", expect.any(String), "True", `Applied revision: ${revision}`]);
  });

  it("gitrepo shows Flux's columns", async () => {
    const [titles, row] = (await plane.kubectl(["get", "gitrepo"])).split("\n");
    expect(cells(titles)).toEqual(["NAME", "URL", "AGE", "READY", "STATUS"]);
    expect(cells(row)).toEqual([
      "app",
      url,
      expect.any(String),
      "True",
      `stored artifact for revision '${revision}'`,
    ]);
  });

  it.each(["providers", "alerts"])("%s shows the age", async (plural) => {
    const [titles] = (await plane.kubectl(["get", plural])).split("\n");
    expect(cells(titles)).toEqual(["NAME", "AGE"]);
  });

  it("receivers shows Flux's columns", async () => {
    await apply(pushes);
    const message = "Receiver initialized for path: /hook/0123";
    const status = { ...ready("Succeeded", message), webhookPath: "/hook/0123" };
    const patch = ["--subresource=status", "--type=merge", "-p", JSON.stringify({ status })];
    await asRelay(["patch", "receiver", "hook", ...patch]);
    const [titles, row] = (await plane.kubectl(["get", "receivers"])).split("\n");
    expect(cells(titles)).toEqual(["NAME", "AGE", "READY", "STATUS"]);
    expect(cells(row)).toEqual(["hook", expect.any(String), "True", message]);
  });

  it("kustomizations,gitrepositories shows both", async () => {
    const shown = await plane.kubectl(["get", "kustomizations,gitrepositories"]);
    expect(shown).toContain("kustomization.kustomize.toolkit.fluxcd.io/app");
    expect(shown).toContain("gitrepository.source.toolkit.fluxcd.io/app");
  });
});

describe("kubectl explain", () => {
  it("says in our words what a field is for", async () => {
    const explained = await plane.kubectl(["explain", "kustomization.spec.prune"]);
    expect(explained.replaceAll(/\s+/g, " ")).toContain("what disappears from the source is deleted");
  });
});

describe("the relay in its namespace", () => {
  it("gets a pod, though the namespace lets only restricted ones in", async () => {
    const pods = await vi.waitFor(async () => {
      const found = await read<{ items: Manifest[] }>("pods", "-n", "plumbline-system");
      expect(found.items).toHaveLength(1);
      return found.items;
    }, soon);
    expect(pods).toMatchObject([{ spec: { serviceAccountName: "plumbline-relay" } }]);
    expect(JSON.stringify(pods)).toContain("serviceAccountToken");
    const loose = { spec: { serviceAccountName: "plumbline-relay" } };
    const run = ["run", "loose", "--image=a", "-n", "plumbline-system", "--overrides", JSON.stringify(loose)];
    await expect(plane.kubectl(run)).rejects.toThrow('violates PodSecurity "restricted:latest"');
  });

  it("loses its token when it is installed again without one", async () => {
    const enrolment = () => read<{ data: object }>("secret", "plumbline-enrolment", "-n", "plumbline-system");
    expect(Object.keys((await enrolment()).data).sort()).toEqual(["edge", "token"]);
    await apply(...installManifests(options));
    expect(Object.keys((await enrolment()).data)).toEqual(["edge"]);
  });
});

describe("the relay's rights without the apply binding", () => {
  /** "yes" or "no", or what kubectl stumbled over: a name that the server does not know is no "no". */
  async function relayMay(deed: string): Promise<string> {
    const answer = await asRelay(["auth", "can-i", ...deed.split(" ")]).catch(
      (error: Error) => error.message,
    );
    // It ends with code 1 when it says no, and then has nothing to complain about.
    return answer.endsWith("ended with code 1") ? "no" : answer.trim();
  }

  const deployment = ["create", "deployment", "web", "--image=web", "-n", "default"];
  beforeAll(async () => {
    expect(await asRelay([...deployment, "--dry-run=server"])).toContain("created");
    await plane.kubectl(["delete", "clusterrolebinding", "plumbline-relay-apply"]);
    // The authorizer hears of it a moment later.
    await vi.waitFor(async () => expect(await relayMay("* *")).toBe("no"), soon);
  });

  afterAll(async () => {
    await apply(...installManifests(options));
  });

  it("apply nothing", async () => {
    await expect(asRelay(deployment)).rejects.toThrow(/cannot create resource "deployments"/);
  });

  it.each([
    "watch gitrepositories -A",
    "patch gitrepositories -A --subresource=status",
    "list kustomizations -A",
    "patch kustomizations -A",
    "patch kustomizations -A --subresource=status",
    "update kustomizations -A --subresource=finalizers",
    "watch providers -A",
    "watch alerts -A",
    "watch receivers -A",
    "patch receivers -A --subresource=status",
    "get secrets -A",
    "create events -A",
    "patch events -A",
    "create secrets -n plumbline-system",
    "patch secrets/plumbline-relay -n plumbline-system",
    "update secrets/plumbline-relay -n plumbline-system",
    "create leases.coordination.k8s.io -n plumbline-system",
    "get leases.coordination.k8s.io/plumbline-relay -n plumbline-system",
    "update leases.coordination.k8s.io/plumbline-relay -n plumbline-system",
  ])("still %s", async (deed) => {
    expect(await relayMay(deed)).toBe("yes");
  });

  it.each([
    "create deployments -n default",
    "create kustomizations -n default",
    "delete kustomizations -n default",
    "create secrets -n default",
    "update secrets/plumbline-enrolment -n plumbline-system",
    "delete secrets/plumbline-relay -n plumbline-system",
    "update leases.coordination.k8s.io/another -n plumbline-system",
    "update leases.coordination.k8s.io/plumbline-relay -n kube-system",
    "create serviceaccounts -n kube-system --subresource=token",
    "create pods -n default --subresource=exec",
    "escalate clusterroles -A",
    "bind clusterroles -A",
    "impersonate serviceaccounts -A",
  ])("do not %s", async (deed) => {
    expect(await relayMay(deed)).toBe("no");
  });

  it("let it act as the ServiceAccounts of a namespace where somebody has bound that, and of no other", async () => {
    await plane.kubectl([
      "create",
      "rolebinding",
      "plumbline-relay-impersonate",
      "-n",
      "default",
      "--clusterrole=plumbline-relay-impersonate",
      "--serviceaccount=plumbline-system:plumbline-relay",
    ]);
    await vi.waitFor(
      async () => expect(await relayMay("impersonate serviceaccounts -n default")).toBe("yes"),
      soon,
    );
    expect(await relayMay("impersonate serviceaccounts -n kube-system")).toBe("no");
  });

  it("do not let it pass for a person", async () => {
    await expect(asRelay(["get", "pods", "--as=admin"])).rejects.toThrow(/cannot impersonate/);
  });

  it("are enough to keep its identity", async () => {
    const identity = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "plumbline-relay", namespace: "plumbline-system" },
    };
    const keep = (data: object) =>
      asRelay(["apply", "--server-side", "-f", "-"], { input: JSON.stringify({ ...identity, data }) });
    await keep({ key: btoa("first") });
    await keep({ key: btoa("second") });
    expect(
      await asRelay([
        "get",
        "secret",
        "plumbline-relay",
        "-n",
        "plumbline-system",
        "-o",
        "jsonpath={.data.key}",
      ]),
    ).toBe(btoa("second"));
  });
});
