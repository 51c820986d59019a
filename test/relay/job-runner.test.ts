import { beforeEach, describe, expect, it } from "vitest";
import { runJob, type RunnerParts } from "#infra/relay/apply/job-runner.ts";
import { Memory } from "#infra/relay/apply/memory.ts";
import type { Standing } from "#infra/relay/apply/standing.ts";
import type { ApplyJob, Wanted } from "#shared/wire/job.ts";
import type { ObjectResult, Refusal, Report, StaleBase } from "#shared/wire/report.ts";
import {
  clusterOfThisFile,
  configMap,
  keyOfConfigMap,
  owner,
  wanted,
} from "#test/relay/cluster-of-this-file.ts";

const cluster = clusterOfThisFile();

let memory: Memory;
let said: (Report | Refusal | StaleBase)[];
let ended: (readonly ObjectResult[])[];

beforeEach(() => {
  memory = new Memory();
  said = [];
  ended = [];
});

const standing: Standing = {
  owner,
  generation: 1,
  suspended: false,
  isForeign: false,
  account: undefined,
  force: false,
  versionOf: () => "",
};

function run(change: Partial<ApplyJob>, now: Standing | undefined = standing): Promise<void> {
  const parts: RunnerParts = {
    kube: cluster.kube,
    find: cluster.kinds.find,
    forgetKinds: cluster.kinds.forget,
    customStage: new Set(),
    memory,
    standing: (uid) => (uid === "apps-uid" ? now : undefined),
    send: (message) => said.push(message),
    before: async () => undefined,
    after: async (_job, results) => void ended.push([...results]),
    awaits: () => undefined,
    now: Date.now,
  };
  const job: ApplyJob = {
    type: "apply",
    job: "job-1",
    uid: "apps-uid",
    generation: 1,
    base: "",
    revision: "main@sha1:1",
    reason: "change",
    apply: [],
    prune: [],
    orphans: [],
    ...change,
  };
  return runJob(job, parts);
}

/** What became of what, in an order that parallel work cannot change. */
const actions = (): string[] =>
  ended
    .flat()
    .map(({ key, action }) => `${key.split("/").slice(1).join("/")} ${action}`)
    .toSorted();

describe("a job that is not for this cluster as it stands", () => {
  const apply = [configMap("must-not-be", { a: "1" })];

  it.each<[string, { job?: Partial<ApplyJob>; now?: Partial<Standing>; why: Refusal["why"] }]>([
    ["for a Kustomization that is not here", { job: { uid: "other-uid" }, why: "unknown-kustomization" }],
    ["for one that is suspended", { now: { suspended: true }, why: "suspended" }],
    ["for its generation of yesterday", { now: { generation: 2 }, why: "other-generation" }],
    ["for its generation of tomorrow", { job: { generation: 3 }, why: "other-generation" }],
    ["on top of a job that nobody here remembers", { job: { base: "job-0" }, why: "unknown-base" }],
  ])("%s is refused and touches nothing", async (_which, { job, now, why }) => {
    await run({ apply, ...job }, { ...standing, ...now });
    expect(said).toEqual([{ type: "refusal", job: "job-1", uid: job?.uid ?? "apps-uid", why }]);
    expect(ended).toEqual([]);
    await expect(cluster.live("configmap", "must-not-be")).rejects.toThrow("not found");
  });

  it("on top of another past is answered with what is remembered, and touches nothing", async () => {
    memory.learn("apps-uid", "job-7", [[keyOfConfigMap("a"), "digest", "fingerprint"]]);
    await run({ apply, base: "job-6" });
    expect(said).toEqual([
      {
        type: "stale-base",
        job: "job-1",
        uid: "apps-uid",
        head: "job-7",
        entries: [[keyOfConfigMap("a"), "digest", "fingerprint"]],
      },
    ]);
    await expect(cluster.live("configmap", "must-not-be")).rejects.toThrow("not found");
  });

  it("with no past at all is answered so where there is one", async () => {
    memory.learn("apps-uid", "job-7", []);
    await run({ apply, base: "" });
    expect(said).toMatchObject([{ type: "stale-base", head: "job-7" }]);
  });
});

describe("a job", () => {
  it("is done once, reported, and remembered", async () => {
    await run({ apply: [configMap("done", { a: "1" })] });
    expect(said).toMatchObject([
      { type: "report", job: "job-1", done: true, results: [{ action: "created" }] },
    ]);
    expect(memory.heads()).toEqual([{ uid: "apps-uid", head: "job-1" }]);
    await run({ job: "job-2", base: "job-1", apply: [configMap("done", { a: "1" })] });
    expect(said[1]).toMatchObject({ done: true, results: [{ action: "unchanged" }] });
  });

  it("that comes twice is not done twice", async () => {
    await run({ apply: [configMap("once", { a: "1" })] });
    await run({ apply: [configMap("once", { a: "1" })] });
    expect(said.map(({ type }) => type)).toEqual(["report", "stale-base"]);
  });

  it("of many objects reports on the way", async () => {
    const apply = Array.from({ length: 120 }, (_, index) => configMap(`many-${index}`, { a: "1" }));
    await run({ apply });
    const reports = said.flatMap((one) => (one.type === "report" ? [one] : []));
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.map((one) => one.done).indexOf(true)).toBe(reports.length - 1);
    const keys = reports.flatMap(({ results }) => results.map(({ key }) => key));
    expect(keys.toSorted()).toEqual(apply.map(({ key }) => key).toSorted());
  });

  it("applies what it can, and says what it cannot", async () => {
    const wrong = wanted({ apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "wrong" } });
    await run({ apply: [wrong, configMap("right", { a: "1" })] });
    expect(actions()).toEqual(["ConfigMap/default/right created", "Thing//wrong failed"]);
    expect(memory.of("apps-uid")?.entries.has(wrong.key)).toBe(false);
  });

  it("prunes what is its own, and forgets it", async () => {
    await run({ apply: [configMap("leaving", { a: "1" }), configMap("staying", { a: "1" })] });
    await run({ job: "job-2", base: "job-1", prune: [keyOfConfigMap("leaving")] });
    expect([...(memory.of("apps-uid")?.entries.keys() ?? [])]).toEqual([keyOfConfigMap("staying")]);
    await expect(cluster.live("configmap", "leaving")).rejects.toThrow("not found");
  });

  it("takes nothing away while something could not be applied", async () => {
    await run({ apply: [configMap("kept", { a: "1" })] });
    const wrong = wanted({ apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "wrong" } });
    await run({ job: "job-2", base: "job-1", apply: [wrong], prune: [keyOfConfigMap("kept")] });
    expect(await cluster.live("configmap", "kept")).toMatchObject({ data: { a: "1" } });
    expect(memory.of("apps-uid")?.entries.has(keyOfConfigMap("kept"))).toBe(true);
  });
});

describe("a job that brings a kind and an object of it", () => {
  const definition = wanted({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "kites.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "kites", singular: "kite", kind: "Kite", listKind: "KiteList" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  });
  const metadata = { name: "red", namespace: "kites" };
  const kite: Wanted = wanted({ apiVersion: "example.com/v1", kind: "Kite", metadata, spec: { tail: 3 } });
  const namespace = wanted({ apiVersion: "v1", kind: "Namespace", metadata: { name: "kites" } });

  it("applies both, and the namespace they live in, in whichever order they come", async () => {
    await run({ apply: [kite, namespace, definition] });
    expect(actions()).toEqual([
      "CustomResourceDefinition//kites.example.com created",
      "Kite/kites/red created",
      "Namespace//kites created",
    ]);
    expect(await cluster.live("kite", "red", "-n", "kites")).toMatchObject({ spec: { tail: 3 } });
  });

  it("takes both away again", async () => {
    memory.learn("apps-uid", "job-1", []);
    await run({ job: "job-2", base: "job-1", prune: [definition.key, kite.key] });
    expect(actions()).toEqual([
      "CustomResourceDefinition//kites.example.com deleted",
      "Kite/kites/red deleted",
    ]);
  });
});
