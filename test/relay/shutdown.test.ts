import { describe, expect, it } from "vitest";
import { runJob } from "#infra/relay/apply/job-runner.ts";
import { Memory } from "#infra/relay/apply/memory.ts";
import { Valve } from "#infra/relay/valve.ts";
import { Lanes } from "#infra/relay/lanes.ts";
import { shutDown, type ShutdownParts } from "#infra/relay/shutdown.ts";
import type { Refusal, Report, StaleBase } from "#shared/wire/report.ts";
import { clusterOfThisFile, owner, wanted } from "#test/relay/cluster-of-this-file.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();

/** A way out on which each step is written down. */
function wayOut(change: Partial<ShutdownParts>): { readonly steps: string[]; readonly parts: ShutdownParts } {
  const steps: string[] = [];
  const parts: ShutdownParts = {
    stop: () => void steps.push("stop"),
    settled: async () => void steps.push("settled"),
    closeValve: async () => steps.push("valve") > 0,
    tell: () => void steps.push("tell"),
    hangUp: async () => void steps.push("hang up"),
    release: async () => void steps.push("release"),
    log: (line) => void steps.push(line),
    ...change,
  };
  return { steps, parts };
}

describe("a relay that is asked to stop", () => {
  it("gives the Lease up last, when nothing of it is under way any more", async () => {
    const { steps, parts } = wayOut({});
    await shutDown(parts);
    expect(steps).toEqual(["stop", "settled", "valve", "tell", "hang up", "release"]);
  });

  it("leaves the Lease to run out when the API server still owes it an answer", async () => {
    const { steps, parts } = wayOut({ closeValve: async () => false });
    await shutDown(parts);
    expect(steps.slice(2)).toEqual([
      "tell",
      "hang up",
      "stopped with requests under way, so the Lease is left to run out",
    ]);
  });

  it("goes although the edge does not hang up and the Lease cannot be given up", async () => {
    const { steps, parts } = wayOut({
      hangUp: () => new Promise(() => undefined),
      release: async () => Promise.reject(new Error("no route to host")),
    });
    await shutDown(parts);
    expect(steps.at(-1)).toBe("lease: no route to host");
  });

  it("ends a short job whole", async () => {
    const said: (Report | Refusal | StaleBase)[] = [];
    const lanes = new Lanes();
    const valve = new Valve(cluster.kube, async () => true);
    lanes.run("apps-uid", () => job({ count: 3, valve, said }), fail);
    const { parts } = wayOut({ settled: () => lanes.settled(), closeValve: (ms) => valve.close(ms) });
    await shutDown(parts);
    expect(said).toMatchObject([{ done: true, results: [{}, {}, {}] }]);
  });

  it("tells of a long job just what is done, and calls nothing of it failed", async () => {
    const said: (Report | Refusal | StaleBase)[] = [];
    const cut = new AbortController();
    const valve = new Valve(cluster.kube, async () => true);
    void job({ count: 400, valve, said, cut: cut.signal });
    await until("the first part of the report", async () => said.length > 1, { every: 1 });
    const { parts } = wayOut({ closeValve: (ms) => valve.close(ms), tell: () => cut.abort() });
    await shutDown(parts);
    const results = said.flatMap((message) => (message.type === "report" ? message.results : []));
    const made = await cluster.live<{ items: { metadata: { name: string } }[] }>(
      "configmaps",
      "-l",
      "made=late",
    );
    expect(new Set(results.map(({ key }) => key.split("/").at(-1)))).toEqual(
      new Set(made.items.map(({ metadata }) => metadata.name)),
    );
    expect(results.length).toBeLessThan(400);
    expect(new Set(results.map(({ action }) => action))).toEqual(new Set(["created"]));
    expect(said).not.toContainEqual(expect.objectContaining({ done: true }));
  });
});

const fail = (error: unknown): never => {
  throw error;
};

type Work = {
  readonly count: number;
  readonly valve: Valve;
  readonly said: (Report | Refusal | StaleBase)[];
  readonly cut?: AbortSignal;
};

function job({ count, valve, said, cut }: Work): Promise<void> {
  const made = cut ? "late" : "early";
  const apply = Array.from({ length: count }, (_, at) => {
    const metadata = { name: `${made}-${at}`, namespace: "default", labels: { made } };
    return wanted({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } });
  });
  return runJob(
    {
      type: "apply",
      job: "job-1",
      uid: "apps-uid",
      generation: 1,
      base: "",
      revision: "main@sha1:1",
      reason: "change",
      apply,
      prune: [],
      orphans: [],
    },
    {
      kube: valve.kube,
      find: cluster.kinds.find,
      forgetKinds: cluster.kinds.forget,
      customStage: new Set(),
      memory: new Memory(),
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
      before: async () => undefined,
      after: async () => undefined,
      awaits: () => undefined,
      ...(cut && { cut }),
      now: Date.now,
    },
  );
}
