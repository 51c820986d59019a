import { describe, expect, it } from "vitest";
import { pruneObject } from "#infra/relay/apply/prune-object.ts";
import { Memory } from "#infra/relay/apply/memory.ts";
import { runJob } from "#infra/relay/apply/job-runner.ts";
import { clusterOfThisFile, configMap, keyOfConfigMap, owner } from "#test/relay/cluster-of-this-file.ts";

const cluster = clusterOfThisFile();

async function live(name: string, annotations: Record<string, string>): Promise<void> {
  const labels = {
    "kustomize.toolkit.fluxcd.io/name": owner.name,
    "kustomize.toolkit.fluxcd.io/namespace": owner.namespace,
  };
  const metadata = { name, namespace: "default", labels, annotations };
  const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata });
  await cluster.plane.kubectl(["apply", "-f", "-"], { input });
}

const prune = (name: string) =>
  pruneObject(keyOfConfigMap(name), { kube: cluster.kube, find: cluster.kinds.find, owner, version: "v1" });

describe("an object that is no longer declared", () => {
  it.each([
    ["prune", "disabled"],
    ["prune", "Disabled"],
    ["reconcile", "disabled"],
    ["ssa", "Ignore"],
  ])("is left alone when it says %s: %s", async (name, value) => {
    await live("kept", { [`kustomize.toolkit.fluxcd.io/${name}`]: value });
    expect(await prune("kept")).toMatchObject({ action: "skipped" });
    expect(await cluster.plane.kubectl(["get", "configmap/kept", "-n", "default", "-o", "name"])).toContain(
      "kept",
    );
  });

  it("is not called deleted when the API server cannot say what it serves", async () => {
    await live("troubled", {});
    const kinds = { find: () => Promise.reject(new Error("discovery of /api/v1: HTTP 503")) };
    const asked = { kube: cluster.kube, find: kinds.find, owner, version: "v1" };
    expect(await pruneObject(keyOfConfigMap("troubled"), asked)).toMatchObject({ action: "failed" });
  });
});

describe("a job", () => {
  const said: { type: string; done?: boolean; results?: readonly unknown[] }[] = [];
  const memory = new Memory();
  const run = (before: () => Promise<void>) =>
    runJob(
      {
        type: "apply",
        job: "job-1",
        uid: "a",
        generation: 1,
        base: "",
        revision: "main@sha1:1",
        reason: "change",
        apply: [configMap("never", { value: "1" })],
        prune: [],
        orphans: [keyOfConfigMap("orphan")],
      },
      {
        kube: cluster.kube,
        find: cluster.kinds.find,
        forgetKinds: cluster.kinds.forget,
        memory,
        customStage: new Set(),
        standing: () => ({
          owner,
          generation: 1,
          suspended: false,
          isForeign: false,
          account: undefined,
          force: false,
          versionOf: () => "",
        }),
        send: (message) => said.push(message),
        before,
        after: async () => undefined,
        awaits: () => undefined,
        now: Date.now,
      },
    );

  it("that cannot begin ends in a report all the same, and remembers no orphan", async () => {
    memory.learn("a", "", [[keyOfConfigMap("orphan"), "d", "f"]]);
    await run(() => Promise.reject(new Error("HTTP 500")));
    expect(said.at(-1)).toMatchObject({ type: "report", done: true, results: [{ action: "failed" }] });
    expect(memory.of("a")?.entries.has(keyOfConfigMap("orphan"))).toBe(false);
  });
});
