import { describe, expect, it } from "vitest";
import { finalize, type Finalizing } from "#infra/relay/apply/finalize.ts";
import { inventoryOf } from "#infra/relay/mirror/resources.ts";
import { crds } from "#infra/install/manifests.ts";
import { inventoryId } from "#shared/model/inventory.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { refOf } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import { clusterOfThisFile, configMap, owner, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();

type Ended = { readonly done: boolean; readonly said: readonly string[]; readonly milliseconds: number };

/** A Kustomization that holds these objects is deleted, and what becomes of them. */
async function deletion(objects: readonly Wanted[], spec: JsonObject, timeout = 5_000): Promise<Ended> {
  const entries = objects.map(({ key }) => ({ id: inventoryId(refOf(key)), v: "v1" }));
  const kustomization = await kustomizationWith(spec);
  const said: string[] = [];
  const parts: Finalizing = {
    kube: cluster.kube,
    find: cluster.kinds.find,
    inventoryOf,
    defaultAccount: "",
    timeoutOf: () => timeout,
    tell: async (_object, { message, isWarning }) => void said.push(`${isWarning ? "!" : ""}${message}`),
    now: Date.now,
  };
  const began = Date.now();
  const done = await finalize(
    "Kustomization",
    { ...kustomization, status: { inventory: { entries } } },
    parts,
  );
  return { done, said, milliseconds: Date.now() - began };
}

/** One with Flux's finalizer, on its way out. */
async function kustomizationWith(spec: JsonObject): Promise<JsonObject> {
  const { kubectl } = cluster.plane;
  const crd = crds().find(({ metadata }) => metadata.name.startsWith("kustomizations."));
  await kubectl(["apply", "--server-side", "-f", "-"], { input: JSON.stringify(crd) });
  await kubectl(["wait", "crd", crd?.metadata.name ?? "", "--for=condition=Established"]);
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: owner.namespace } };
  await kubectl(["apply", "--server-side", "-f", "-"], { input: JSON.stringify(namespace) });
  const sourceRef = { kind: "GitRepository", name: "apps" };
  const manifest = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { ...owner, finalizers: ["finalizers.fluxcd.io"] },
    spec: { interval: "10m", prune: true, sourceRef, ...spec },
  };
  await kubectl(["create", "-f", "-"], { input: JSON.stringify(manifest) });
  await kubectl(["delete", "kustomization", owner.name, "-n", owner.namespace, "--wait=false"]);
  return cluster.live<JsonObject>("kustomization", owner.name, "-n", owner.namespace);
}

const isHere = (name: string): Promise<boolean> =>
  cluster.live("configmap", name).then(
    () => true,
    () => false,
  );
const isLetGo = (): Promise<boolean> =>
  cluster.live("kustomization", owner.name, "-n", owner.namespace).then(
    () => false,
    () => true,
  );

async function applied(name: string, annotations: Record<string, string> = {}): Promise<Wanted> {
  const { manifest } = configMap(name, { a: "1" });
  const one = wanted({ ...manifest, metadata: { ...manifest.metadata, annotations } });
  await jobsOf(cluster).run({ apply: [one] });
  return one;
}

const finalizers = (name: string, list: readonly string[]): Promise<string> =>
  cluster.plane.kubectl([
    "patch",
    "configmap",
    name,
    "--type=merge",
    "-p",
    JSON.stringify({ metadata: { finalizers: list } }),
  ]);

describe("the objects of a Kustomization that is deleted", () => {
  it.each<[string, JsonObject, boolean]>([
    ["go, where it prunes", { prune: true }, false],
    ["stay, where it does not prune", { prune: false }, true],
    ["go with deletionPolicy MirrorPrune where it prunes", { deletionPolicy: "MirrorPrune" }, false],
    [
      "go with deletionPolicy Delete, though it does not prune",
      { prune: false, deletionPolicy: "Delete" },
      false,
    ],
    ["stay with deletionPolicy Orphan, though it prunes", { prune: true, deletionPolicy: "Orphan" }, true],
    ["stay, where it is suspended", { prune: true, suspend: true }, true],
  ])("%s", async (_which, spec, stays) => {
    const one = await applied("held");
    const { done, said } = await deletion([one], spec);
    expect(done).toBe(true);
    expect(said).toEqual(stays ? [] : ["ConfigMap/default/held deleted"]);
    expect(await isHere("held")).toBe(stays);
    expect(await isLetGo()).toBe(true);
  });

  it("stay where one says prune: disabled, and go otherwise", async () => {
    const kept = await applied("kept", { "kustomize.toolkit.fluxcd.io/prune": "disabled" });
    const { said } = await deletion([kept, await applied("not-kept")], {});
    expect(said).toEqual(["ConfigMap/default/not-kept deleted"]);
    expect(await isHere("kept")).toBe(true);
  });

  it("are waited for with deletionPolicy WaitForTermination", async () => {
    const one = await applied("slow");
    await finalizers("slow", ["example.com/backup"]);
    const ended = deletion([one], { deletionPolicy: "WaitForTermination" }, 20_000);
    await until("its deletion", async () => {
      const { metadata } = await cluster.live<{ metadata: { deletionTimestamp?: string } }>(
        "configmap",
        "slow",
      );
      return metadata.deletionTimestamp !== undefined;
    });
    expect(await isLetGo()).toBe(false);
    await finalizers("slow", []);
    expect(await ended).toMatchObject({ done: true, said: ["ConfigMap/default/slow deleted"] });
    expect(await isHere("slow")).toBe(false);
  });

  it("hold it up no longer than its timeout, and it says what holds them", async () => {
    const one = await applied("stuck");
    await finalizers("stuck", ["example.com/backup"]);
    const { done, said, milliseconds } = await deletion([one], { deletionPolicy: "WaitForTermination" }, 700);
    expect(done).toBe(true);
    expect(said[1]).toMatch(
      /^!failed to wait for resources termination: ConfigMap\/default\/stuck: it is being deleted, and held by the finalizer example\.com\/backup/,
    );
    expect(milliseconds).toBeLessThan(5_000);
    await finalizers("stuck", []);
  });

  it("stay when the ServiceAccount that could delete them is gone, and hold nothing up", async () => {
    const one = await applied("forsaken");
    const { done, said } = await deletion([one], { serviceAccountName: "gone" });
    expect(done).toBe(true);
    expect(said).toEqual(["!unable to prune objects: \nConfigMap/default/forsaken"]);
    expect(await isHere("forsaken")).toBe(true);
    expect(await isLetGo()).toBe(true);
  });

  it("are tried again when they could not be taken away, and it says why", async () => {
    await cluster.plane.kubectl(["create", "serviceaccount", "powerless", "-n", owner.namespace]);
    const one = await applied("protected");
    const { done, said } = await deletion([one], { serviceAccountName: "powerless" });
    expect(done).toBe(false);
    expect(said[0]).toMatch(
      /^!pruning for deleted resource failed: prune ConfigMap\/default\/protected: Forbidden/,
    );
    expect(await isLetGo()).toBe(false);
    await cluster.plane.kubectl([
      "patch",
      "kustomization",
      owner.name,
      "-n",
      owner.namespace,
      "--type=merge",
      "-p",
      '{"metadata":{"finalizers":[]}}',
    ]);
  });
});
