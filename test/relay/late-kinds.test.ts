import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { AwaitedKinds } from "#infra/relay/apply/awaited-kinds.ts";
import type { Wanted } from "#shared/wire/job.ts";
import { clusterOfThisFile, configMap, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();

const definition = (kind: string): Wanted => {
  const singular = kind.toLowerCase();
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return wanted({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${singular}s.late.example.com` },
    spec: {
      group: "late.example.com",
      names: { plural: `${singular}s`, singular, kind, listKind: `${kind}List` },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
};
const one = (kind: string): Wanted =>
  wanted({
    apiVersion: "late.example.com/v1",
    kind,
    metadata: { name: "one", namespace: "default" },
    spec: { a: 1 },
  });

describe("an object whose kind nobody has installed", () => {
  it("fails alone, in Flux's words and with what to do; the rest is applied", async () => {
    const { results, awaited } = await jobsOf(cluster).run({
      apply: [one("Kite"), configMap("rest", { a: "1" })],
    });
    expect(results).toEqual([
      expect.objectContaining({ action: "created" }),
      expect.objectContaining({
        action: "failed",
        error:
          'k8s/one.yaml:1: Kite/default/one: no matches for kind "Kite" in version "late.example.com/v1". ' +
          "Install its CRD, or mend apiVersion",
      }),
    ]);
    expect(awaited).toEqual([{ group: "late.example.com", version: "v1", kind: "Kite" }]);
  });

  it("fails so as well when the kind has been taken away by hand", async () => {
    await jobsOf(cluster).run({ apply: [definition("Dragon"), one("Dragon")] });
    await cluster.plane.kubectl(["delete", "crd", "dragons.late.example.com"]);
    const dragons = () =>
      cluster.kube({ method: "GET", path: "/apis/late.example.com/v1/namespaces/default/dragons" });
    await until("the end of the kind", async () => (await dragons()).status === 404);
    const { results, awaited } = await jobsOf(cluster).run({ apply: [one("Dragon")] });
    expect(results[0]?.error).toContain('no matches for kind "Dragon" in version "late.example.com/v1"');
    expect(awaited).toMatchObject([{ kind: "Dragon" }]);
  });

  it("is applied in the same job when the kind comes a moment later", async () => {
    const job = jobsOf(cluster).run({ apply: [one("Glider"), configMap("beside", { a: "1" })] });
    await sleep(400);
    await jobsOf(cluster).run({ apply: [definition("Glider")] });
    expect((await job).results.map(({ action }) => action)).toEqual(["created", "created"]);
  });
});

describe("a kind that Kustomizations wait for", () => {
  const served: string[] = [];
  const awaited = new AwaitedKinds({
    find: (kind) => cluster.kinds.find(kind),
    served: (uids) => served.push(...uids),
  });
  afterEach(() => {
    awaited.close();
    served.length = 0;
  });
  const balloon = { group: "late.example.com", version: "v1", kind: "Balloon" };

  it("is told of at once when a definition comes through us", async () => {
    awaited.waitFor("apps-uid", [balloon]);
    await awaited.look();
    expect(served).toEqual([]);
    await jobsOf(cluster).run({ apply: [definition("Balloon")] });
    await awaited.look();
    expect(served).toEqual(["apps-uid"]);
    await awaited.look();
    expect(served).toEqual(["apps-uid"]); // once
  });

  it("is found within seconds when somebody installs it by hand", async () => {
    awaited.waitFor("apps-uid", [{ ...balloon, kind: "Parachute" }]);
    const input = JSON.stringify(definition("Parachute").manifest);
    await cluster.plane.kubectl(["create", "-f", "-"], { input });
    await expect.poll(() => served, { timeout: 10_000 }).toEqual(["apps-uid"]);
  });

  it("is not told of to a Kustomization that no longer waits for it", async () => {
    await jobsOf(cluster).run({ apply: [definition("Balloon")] });
    awaited.waitFor("apps-uid", [balloon]);
    awaited.waitFor("apps-uid", []);
    await awaited.look();
    expect(served).toEqual([]);
  });
});

describe("stages", () => {
  it("apply a kind that the relay was told of before the rest", async () => {
    const apply = [configMap("usual", { a: "1" }), one("Glider")];
    const { requests } = await jobsOf(cluster).run({ apply }, {}, ["late.example.com/Glider"]);
    expect(requests.map((request) => request.split("/").at(-1))).toEqual(["one", "usual"]);
  });

  it("prune the other way round: what a definition defines goes before it", async () => {
    const jobs = jobsOf(cluster);
    await jobs.run({ apply: [definition("Glider"), one("Glider")] });
    const { requests } = await jobs.run({ prune: [definition("Glider").key, one("Glider").key] });
    const deletions = requests.filter((request) => request.startsWith("DELETE"));
    expect(deletions.map((request) => request.split("/").at(-1))).toEqual([
      "one",
      "gliders.late.example.com",
    ]);
  });
});
