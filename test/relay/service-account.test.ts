import { beforeAll, describe, expect, it } from "vitest";
import { fingerprintOf } from "#infra/relay/apply/fingerprint.ts";
import { accountOf, standingOf } from "#infra/relay/apply/standing.ts";
import { audit } from "#infra/relay/drift/audit.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { clusterOfThisFile, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();
const account = { namespace: "team-a", name: "deployer" };

const configMap = (namespace: string, name: string, value = "1"): Wanted =>
  wanted({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { value } });

/** Two teams; the one's ServiceAccount may do everything in its own namespace. */
beforeAll(async () => {
  const { kubectl } = cluster.plane;
  for (const namespace of ["team-a", "team-b"]) await kubectl(["create", "namespace", namespace]);
  await kubectl(["create", "serviceaccount", "deployer", "-n", "team-a"]);
  await kubectl([
    "create",
    "rolebinding",
    "deployer",
    "-n",
    "team-a",
    "--clusterrole=admin",
    "--serviceaccount=team-a:deployer",
  ]);
  const isBound = () =>
    kubectl([
      "auth",
      "can-i",
      "create",
      "configmaps",
      "-n",
      "team-a",
      "--as=system:serviceaccount:team-a:deployer",
    ]).then(
      () => true,
      () => false,
    );
  await until("the ServiceAccount's rights", isBound);
});

describe("a Kustomization with a serviceAccountName", () => {
  it("is applied in the namespace where the ServiceAccount may, and in no other", async () => {
    const { run } = jobsOf(cluster);
    const { results } = await run(
      { apply: [configMap("team-a", "own"), configMap("team-b", "foreign")] },
      { account },
    );
    expect(results.find(({ key }) => key.endsWith("own"))).toMatchObject({ action: "created" });
    const refused = results.find(({ key }) => key.endsWith("foreign"));
    expect(refused?.error).toMatch(
      /^k8s\/foreign\.yaml:1: ConfigMap\/team-b\/foreign: Forbidden: .*"system:serviceaccount:team-a:deployer" cannot patch/,
    );
    await expect(cluster.live("configmap", "foreign", "-n", "team-b")).rejects.toThrow("not found");
  });

  it.each([
    ["a ClusterRoleBinding", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding" }],
    ["a Namespace", { apiVersion: "v1", kind: "Namespace" }],
  ])("cannot bring %s about", async (_what, kind) => {
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    const one = wanted({
      ...kind,
      metadata: { name: "more-rights" },
      ...(kind.kind === "Namespace" ? {} : { roleRef }),
    });
    const { results } = await jobsOf(cluster).run({ apply: [one] }, { account });
    expect(results).toMatchObject([{ action: "failed", error: expect.stringContaining("Forbidden") }]);
  });

  it("prunes with the same rights: what lies in another namespace stays", async () => {
    await jobsOf(cluster).run({ apply: [configMap("team-a", "leaving"), configMap("team-b", "staying")] });
    const { results } = await jobsOf(cluster).run(
      { prune: [configMap("team-a", "leaving").key, configMap("team-b", "staying").key] },
      { account },
    );
    expect(results.map(({ action }) => action).toSorted()).toEqual(["deleted", "failed"]);
    expect(await cluster.live("configmap", "staying", "-n", "team-b")).toMatchObject({
      data: { value: "1" },
    });
  });

  it("cannot force a new object in another namespace either", async () => {
    const constant = (value: string): Wanted => {
      const { manifest } = configMap("team-b", "constant", value);
      return wanted({ ...manifest, immutable: true });
    };
    await jobsOf(cluster).run({ apply: [constant("1")] });
    const { results } = await jobsOf(cluster).run({ apply: [constant("2")] }, { account, force: true });
    expect(results).toMatchObject([{ action: "failed" }]);
    expect(await cluster.live("configmap", "constant", "-n", "team-b")).toMatchObject({
      data: { value: "1" },
    });
  });

  it("is refused everything when there is no such ServiceAccount, or none with any rights", async () => {
    const { results } = await jobsOf(cluster).run(
      { apply: [configMap("team-a", "nobodys")] },
      { account: { namespace: "team-a", name: "never-made" } },
    );
    expect(results).toMatchObject([{ action: "failed", error: expect.stringContaining("Forbidden") }]);
  });
});

describe("an audit of a Kustomization with a serviceAccountName", () => {
  const entries = (...keys: readonly RefKey[]): ReadonlyMap<RefKey, LedgerEntry> =>
    new Map(keys.map((key) => [key, { digest: "d", fingerprint: "f" }]));
  const parts = (requests: string[]) => ({
    kube: (request: Parameters<typeof cluster.kube>[0]) => {
      requests.push(`${request.as} ${request.path.replace(/\?.*/, "")}`);
      return cluster.kube(request);
    },
    find: cluster.kinds.find,
    fingerprint: fingerprintOf,
    frozen: () => undefined,
    log: () => undefined,
  });

  it("looks as the ServiceAccount, in its namespaces, and finds what is gone there", async () => {
    const requests: string[] = [];
    const gone = keyOf({ group: "", kind: "ConfigMap", namespace: "team-a", name: "gone" });
    const [drift] = await audit([{ uid: "a", head: "1", entries: entries(gone), account }], parts(requests));
    expect(drift?.missing).toEqual([gone]);
    expect(requests).toEqual(["system:serviceaccount:team-a:deployer /api/v1/namespaces/team-a/configmaps"]);
  });

  it("calls nothing missing where the ServiceAccount may not look", async () => {
    const hidden = keyOf({ group: "", kind: "ConfigMap", namespace: "team-b", name: "hidden" });
    const [drift] = await audit([{ uid: "a", head: "1", entries: entries(hidden), account }], parts([]));
    expect(drift).toMatchObject({ missing: [], changed: [] });
  });
});

describe("the ServiceAccount of a Kustomization", () => {
  const kustomization = (spec: Record<string, string>) => ({
    metadata: { name: "apps", namespace: "team-a", generation: 3 },
    spec,
  });

  it("is one of its own namespace", () => {
    expect(accountOf(kustomization({ serviceAccountName: "deployer" }), "")).toEqual(account);
  });

  it("is the relay's default where it names none", () => {
    expect(accountOf(kustomization({}), "limited")).toEqual({ namespace: "team-a", name: "limited" });
  });

  it("is none where nobody names one: then the relay's own rights count", () => {
    const parts = { inventoryOf: () => [], defaultAccount: "" };
    expect(standingOf(kustomization({}), parts).account).toBeUndefined();
  });
});
