import { describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import type { Wanted } from "#shared/wire/job.ts";
import { clusterOfThisFile, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf, type Ran } from "#test/relay/job-of-this-file.ts";

const cluster = clusterOfThisFile();

type Named = { readonly name: string; readonly annotations?: Record<string, string> };
const inDefault = ({ name, annotations }: Named) => ({
  name,
  namespace: "default",
  ...(annotations && { annotations }),
});

const job = (named: Named, image: string): Wanted =>
  wanted({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: inDefault(named),
    spec: {
      suspend: true,
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "migrate", image: `registry.example.com/${image}` }],
        },
      },
    },
  });
const deployment = (name: string, app: string, more: JsonObject = {}): Wanted =>
  wanted({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: inDefault({ name }),
    spec: {
      replicas: 0,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: "web", image: "registry.example.com/web:1" }] },
      },
      ...more,
    },
  });
const constant = (name: string, value: string): Wanted =>
  wanted({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: inDefault({ name }),
    immutable: true,
    data: { value },
  });
const binding = (name: string, role: string): Wanted =>
  wanted({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: inDefault({ name }),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "default" }],
  });
const headless = (name: string, clusterIP: string): Wanted =>
  wanted({
    apiVersion: "v1",
    kind: "Service",
    metadata: inDefault({ name }),
    spec: { clusterIP, ports: [{ port: 80 }] },
  });
const statefulSet = (name: string, serviceName: string): Wanted => {
  const { manifest } = deployment(name, name, { serviceName });
  return wanted({ ...manifest, kind: "StatefulSet" });
};
const claim = (name: string, mode: string): Wanted =>
  wanted({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: inDefault({ name }),
    spec: { accessModes: [mode], resources: { requests: { storage: "1Gi" } } },
  });
const storageClass = (name: string, provisioner: string): Wanted =>
  wanted({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name }, provisioner });
const priorityClass = (name: string, value: number): Wanted =>
  wanted({ apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value });

const uidOf = async ({ manifest: { kind, metadata } }: Wanted): Promise<string> =>
  (await cluster.live<{ metadata: { uid: string } }>(kind, metadata.name)).metadata.uid;

const errorsOf = ({ results }: Ran): string => results.map(({ error }) => error ?? "").join();

/** A policy against new ConfigMaps of this name; it holds once this has ended. */
async function forbidCreation(name: string): Promise<void> {
  const policy = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
        ],
      },
      validations: [
        { expression: `!object.metadata.name.startsWith("${name}")`, message: "no more of these" },
      ],
    },
  };
  const binding = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
  for (const one of [policy, binding])
    await cluster.plane.kubectl(["create", "-f", "-"], { input: JSON.stringify(one) });
  const another = ["create", "configmap", `${name}-not`, "--dry-run=server"];
  const isRefused = () =>
    cluster.plane.kubectl(another).then(
      () => false,
      () => true,
    );
  await expect.poll(isRefused, { timeout: 20_000, interval: 300 }).toBe(true);
}

describe("a change of a field that cannot be changed on a living object", () => {
  const kinds: [string, Wanted, Wanted, string][] = [
    ["a Job's template", job({ name: "job" }, "a"), job({ name: "job" }, "b"), "spec.template"],
    ["a Deployment's selector", deployment("web", "a"), deployment("web", "b"), "spec.selector"],
    ["an immutable ConfigMap", constant("constant", "a"), constant("constant", "b"), "data"],
    ["a RoleBinding's role", binding("bound", "view"), binding("bound", "edit"), "roleRef"],
    [
      "a Service's address",
      headless("address", "10.43.0.77"),
      headless("address", "None"),
      "spec.clusterIPs",
    ],
    ["a StatefulSet's service", statefulSet("db", "a"), statefulSet("db", "b"), "spec"],
    ["a volume claim", claim("disk", "ReadWriteOnce"), claim("disk", "ReadWriteMany"), "spec"],
    [
      "a StorageClass's driver",
      storageClass("slow", "a.example.com"),
      storageClass("slow", "b.example.com"),
      "provisioner",
    ],
    ["a PriorityClass's value", priorityClass("urgent", 1), priorityClass("urgent", 2), "value"],
  ];

  it.each(kinds)("(%s) fails, names the field and says what to do", async (...[, before, after, field]) => {
    const { run } = jobsOf(cluster);
    await run({ apply: [before] });
    const uid = await uidOf(before);
    const error = errorsOf(await run({ apply: [after] }));
    expect(error).toMatch(new RegExp(`\\. ${field}[\\w[\\]., ]* cannot be changed on a living object\\. `));
    expect(error).toContain(
      "Set spec.force: true on the Kustomization, or annotate the object in Git with " +
        "kustomize.toolkit.fluxcd.io/force: enabled, to have it deleted and created anew",
    );
    expect(await uidOf(before)).toBe(uid);
  });

  it.each(kinds)("(%s) makes the object anew where spec.force allows it", async (_what, before, after) => {
    const { run } = jobsOf(cluster);
    await run({ apply: [before] }, { force: true });
    const uid = await uidOf(before);
    expect((await run({ apply: [after] }, { force: true })).results).toMatchObject([{ action: "created" }]);
    expect(await uidOf(before)).not.toBe(uid);
  });

  it("makes the object anew where its annotation in Git allows it", async () => {
    const annotations = { "kustomize.toolkit.fluxcd.io/force": "Enabled" };
    const { run } = jobsOf(cluster);
    await run({ apply: [job({ name: "annotated" }, "a")] });
    const { results } = await run({ apply: [job({ name: "annotated", annotations }, "b")] });
    expect(results).toMatchObject([{ action: "created" }]);
  });

  it("makes the object anew where somebody has annotated the living one", async () => {
    const { run } = jobsOf(cluster);
    await run({ apply: [job({ name: "by-hand" }, "a")] });
    await cluster.plane.kubectl(["annotate", "job", "by-hand", "kustomize.toolkit.fluxcd.io/force=enabled"]);
    expect((await run({ apply: [job({ name: "by-hand" }, "b")] })).results).toMatchObject([
      { action: "created" },
    ]);
  });
});

describe("an object with force", () => {
  it("stays where it is when what is wrong with it would be wrong with a new one too", async () => {
    const { run } = jobsOf(cluster);
    await run({ apply: [deployment("mixed", "a")] });
    const uid = await uidOf(deployment("mixed", "a"));
    const both = deployment("mixed", "b", { replicas: -1 });
    expect(errorsOf(await run({ apply: [both] }, { force: true }))).toContain("spec.replicas");
    expect(await uidOf(both)).toBe(uid);
  });

  it("stays where it is when a policy would refuse a new one", async () => {
    const { run } = jobsOf(cluster);
    await run({ apply: [constant("policed", "a")] });
    const uid = await uidOf(constant("policed", "a"));
    await forbidCreation("policed");
    const error = errorsOf(await run({ apply: [constant("policed", "b")] }, { force: true }));
    expect(error).toMatch(/it was not recreated, for a new one would be refused: .*no more of these/);
    expect(await uidOf(constant("policed", "a"))).toBe(uid);
  });

  it("is made anew in a namespace whose quota it uses up", async () => {
    const hard = { "count/jobs.batch": "1" };
    const metadata = { name: "full", namespace: "full" };
    const quota = wanted({ apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard } });
    const only = (image: string): Wanted => {
      const { manifest } = job({ name: "only" }, image);
      return wanted({ ...manifest, metadata: { name: "only", namespace: "full" } });
    };
    const { run } = jobsOf(cluster);
    await run({
      apply: [wanted({ apiVersion: "v1", kind: "Namespace", metadata: { name: "full" } }), quota],
    });
    const isCounted = async () => {
      const live = await cluster.live<{ status?: { hard?: object } }>("quota", "full", "-n", "full");
      return live.status?.hard !== undefined;
    };
    await expect.poll(isCounted, { timeout: 10_000 }).toBe(true);
    await run({ apply: [only("a")] });
    const { results } = await run({ apply: [only("b")] }, { force: true });
    expect(results).toMatchObject([{ action: "created" }]);
  });

  it("is patched as ever when the change needs no new object", async () => {
    const { run } = jobsOf(cluster);
    await run({ apply: [deployment("patched", "a")] }, { force: true });
    const { results, requests } = await run(
      { apply: [deployment("patched", "a", { replicas: 10 })] },
      { force: true },
    );
    expect(results).toMatchObject([{ action: "configured" }]);
    expect(requests).toHaveLength(1);
  });

  it("that is new and wrong is refused like any other", async () => {
    const { run } = jobsOf(cluster);
    const error = errorsOf(
      await run({ apply: [deployment("never", "a", { replicas: -1 })] }, { force: true }),
    );
    expect(error).toMatch(/Invalid: .*spec\.replicas/);
  });
});

describe("an object that is on its way out", () => {
  it("is waited for and made anew, so that Git's next commit brings it back", async () => {
    const { run } = jobsOf(cluster);
    const held = job({ name: "leaving" }, "a");
    await run({ apply: [held] });
    const uid = await uidOf(held);
    const finalizer = (finalizers: string[]) =>
      cluster.plane.kubectl([
        "patch",
        "job",
        "leaving",
        "--type=merge",
        "-p",
        JSON.stringify({ metadata: { finalizers } }),
        "--field-manager=some-operator",
      ]);
    await finalizer(["example.com/backup"]);
    await cluster.plane.kubectl(["delete", "job", "leaving", "--wait=false"]);
    const ran = run({ apply: [held] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await finalizer([]);
    expect((await ran).results).toMatchObject([{ action: "created" }]);
    expect(await uidOf(held)).not.toBe(uid);
  });
});
