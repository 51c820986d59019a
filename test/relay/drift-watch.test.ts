import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { fingerprintOf } from "#infra/relay/apply/fingerprint.ts";
import type { Standing } from "#infra/relay/apply/standing.ts";
import { DriftWatch } from "#infra/relay/drift/drift-watch.ts";
import { observe } from "#infra/relay/kube/observe.ts";
import { Lanes } from "#infra/relay/lanes.ts";
import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import type { Kube } from "#shared/kube/request.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { Drift } from "#shared/wire/report.ts";
import { until } from "#test/support/until.ts";
import { clusterOfThisFile, configMap, owner, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";

const cluster = clusterOfThisFile();
const uid = "apps-uid";
const onError = (error: unknown): never => {
  throw error;
};
const ends: AbortController[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end.abort();
});

/** A relay's drift watch over one Kustomization, and what it tells the edge. */
function watching({ account }: { readonly account?: ServiceAccount } = {}) {
  const end = new AbortController();
  ends.push(end);
  const told: Drift[] = [];
  const requests: string[] = [];
  const trouble: string[] = [];
  const watches = new Set<AbortSignal>();
  const state = { isLinked: true, suspended: false };
  const jobs = jobsOf(cluster);
  const kube: Kube = (request) => {
    requests.push(`${request.method} ${request.path}`);
    return cluster.kube(request);
  };
  const lanes = new Lanes((lane) => drifting.rest(lane));
  const drifting = new DriftWatch({
    kube,
    find: cluster.kinds.find,
    observe: ({ signal, ...observing }) => {
      watches.add(signal);
      const both = AbortSignal.any([signal, end.signal]);
      const onTrouble = (what: string): void => void trouble.push(what);
      void observe({ stream: cluster.stream }, { ...observing, onTrouble, signal: both });
    },
    uids: () => jobs.memory.uids(),
    memoryOf: (one) => jobs.memory.of(one),
    standing: () => ({ account, suspended: state.suspended }),
    isBusy: (one) => lanes.isBusy(one),
    fingerprint: fingerprintOf,
    frozen: (one, key) => jobs.memory.freeze(one, key),
    send: (drift) => {
      if (state.isLinked) told.push(drift);
      return state.isLinked;
    },
    onError: (error) => void trouble.push(String(error)),
    now: Date.now,
  });
  const run = async (job: Partial<ApplyJob>, now: Partial<Standing> = {}): Promise<void> => {
    const done = Promise.withResolvers<void>();
    lanes.run(
      uid,
      async () => {
        await jobs.run(job, { account, ...now });
        done.resolve();
      },
      done.reject,
    );
    await done.promise;
    await until("rest", async () => !lanes.isBusy(uid));
  };
  return {
    state,
    told,
    trouble,
    requests,
    drifting,
    lanes,
    run,
    watched: () => [...watches].filter((signal) => !signal.aborted).length,
    /** The next that is told. */
    next: () => until("drift that is told", async () => told.shift()),
  };
}

const aMoment = (): Promise<void> => sleep(300);
function byHand(kind: string, name: string, change: object): Promise<string> {
  const patch = ["patch", kind, name, "--type=merge", "--field-manager=kubectl-edit", "-p"];
  return cluster.plane.kubectl([...patch, JSON.stringify(change)]);
}

const deployment = (name: string, spec: { readonly replicas?: number }) =>
  wanted({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      ...spec,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "web", image: "registry.example.com/web:1" }] },
      },
    },
  });

describe("our own writes", () => {
  it("are no drift, and no object is asked about for them", async () => {
    const { run, told, requests } = watching();
    await run({ apply: [configMap("own", { a: "1" }), configMap("own-too", { a: "1" })] });
    for (const a of ["2", "3", "4"]) await run({ apply: [configMap("own", { a })] });
    await run({ prune: [configMap("own-too", {}).key] });
    await aMoment();
    expect([told, requests]).toEqual([[], []]);
  });
});

describe("what somebody else writes", () => {
  it("is told at once: object, manager, field and value", async () => {
    const { run, next } = watching();
    const one = deployment("edited", { replicas: 5 });
    await run({ apply: [one] });
    await byHand("deployment", "edited", { spec: { replicas: 1 } });
    expect(await next()).toMatchObject({
      uid,
      head: "job-1",
      partial: true,
      missing: [],
      changed: [
        {
          key: one.key,
          manager: "kubectl-edit",
          fields: [{ path: ["f:spec", "f:replicas"], manager: "kubectl-edit", value: "1" }],
        },
      ],
    });
  });

  it("is told once, whatever is written to the object besides", async () => {
    const { run, next, told } = watching();
    await run({ apply: [configMap("edited-once", { a: "1" })] });
    await byHand("configmap", "edited-once", { data: { a: "2" } });
    await next();
    await byHand("configmap", "edited-once", { metadata: { annotations: { more: "of it" } } });
    await aMoment();
    expect(told).toEqual([]);
  });

  it("is told of every object, when it takes several away", async () => {
    const { run, next } = watching();
    const many = Array.from({ length: 5 }, (_, n) => configMap(`several-${n}`, { a: "1" }));
    await run({ apply: many });
    await aMoment();
    await cluster.plane.kubectl([
      "delete",
      "configmap",
      ...many.map((_, n) => `several-${n}`),
      "--wait=false",
    ]);
    const keys = [...(await next()).missing];
    while (keys.length < 5) keys.push(...(await next()).missing);
    expect(keys.toSorted()).toEqual(many.map(({ key }) => key));
  });

  it("is told when it takes our owner's label away", async () => {
    const { run, next } = watching();
    const one = configMap("unlabelled", { a: "1" });
    await run({ apply: [one] });
    await aMoment();
    await cluster.plane.kubectl(["label", "configmap", "unlabelled", "kustomize.toolkit.fluxcd.io/name-"]);
    const { changed, missing } = await next();
    expect(missing).toEqual([]);
    expect(changed).toMatchObject([{ key: one.key }]);
    expect(changed[0]?.ours).not.toContain('kustomize.toolkit.fluxcd.io/name"');
  });

  it("is not told while a job is under way, and is afterwards", async () => {
    const { run, next, told, lanes } = watching();
    const one = configMap("meanwhile", { a: "1" });
    await run({ apply: [one] });
    await aMoment();
    const held = Promise.withResolvers<void>();
    lanes.run(uid, () => held.promise, onError);
    await byHand("configmap", "meanwhile", { data: { a: "2" } });
    await aMoment();
    expect(told).toEqual([]);
    held.resolve();
    expect((await next()).changed).toMatchObject([{ key: one.key }]);
  });

  it("and a job puts right meanwhile is not told", async () => {
    const { run, told, lanes } = watching();
    await run({ apply: [configMap("mended", { a: "1" })] });
    await aMoment();
    const held = Promise.withResolvers<void>();
    lanes.run(uid, () => held.promise, onError);
    await byHand("configmap", "mended", { data: { a: "2" } });
    const mending = run({ apply: [configMap("mended", { a: "3" })] });
    held.resolve();
    await mending;
    await aMoment();
    expect(told).toEqual([]);
  });

  it("is not told while the Kustomization is suspended, and is afterwards", async () => {
    const { run, next, told, state, drifting } = watching();
    const one = configMap("suspended", { a: "1" });
    await run({ apply: [one] });
    state.suspended = true;
    await byHand("configmap", "suspended", { data: { a: "2" } });
    await aMoment();
    expect(told).toEqual([]);
    state.suspended = false;
    drifting.rest(uid);
    expect((await next()).changed).toMatchObject([{ key: one.key }]);
  });

  it("while the edge is away is told when it is back", async () => {
    const { run, next, told, state, drifting } = watching();
    await run({ apply: [configMap("untold", { a: "1" })] });
    state.isLinked = false;
    await byHand("configmap", "untold", { data: { a: "2" } });
    await aMoment();
    expect(told).toEqual([]);
    state.isLinked = true;
    drifting.retell();
    expect((await next()).changed).toHaveLength(1);
  });

  it("before the watch began is told, too", async () => {
    const { run, next, drifting, told } = watching();
    await run({ apply: [configMap("early", { a: "1" })] });
    await aMoment();
    drifting.forget(uid);
    await byHand("configmap", "early", { data: { a: "2" } });
    await aMoment();
    expect(told).toEqual([]);
    drifting.rest(uid);
    expect((await next()).changed).toHaveLength(1);
  });

  it("to a Secret is told without any value, and no value is read", async () => {
    const { run, next, requests } = watching();
    const secret = wanted({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "hidden", namespace: "default" },
      data: { password: "b3Vycw==" },
    });
    await run({ apply: [secret] });
    await byHand("secret", "hidden", { data: { password: "dGhlaXJz" } });
    const drift = await next();
    expect(drift.changed).toMatchObject([{ fields: [{ path: ["f:data", "f:password"] }] }]);
    expect(JSON.stringify(drift)).not.toMatch(/b3Vycw|dGhlaXJz/);
    expect(requests).toHaveLength(1);
  });
});

describe("what is left alone", () => {
  it("are replicas that an autoscaler sets where Git sets none", async () => {
    const { run, told } = watching();
    await run({ apply: [deployment("scaled", {})] });
    await cluster.plane.kubectl(["scale", "deployment/scaled", "--replicas=4"]);
    await aMoment();
    expect(told).toEqual([]);
    const { spec } = await cluster.live<{ spec: { replicas: number } }>("deployment", "scaled");
    expect(spec.replicas).toBe(4);
  });

  it("is the status that a controller writes, and what it annotates", async () => {
    const { run, told, requests } = watching();
    await run({ apply: [deployment("controlled", { replicas: 2 })] });
    const status = JSON.stringify({ status: { observedGeneration: 1, replicas: 2 } });
    const patch = ["patch", "deployment", "controlled", "--type=merge"];
    await cluster.plane.kubectl([...patch, "--subresource=status", "-p", status]);
    await byHand("deployment", "controlled", { metadata: { annotations: { "example.com/seen": "1" } } });
    await aMoment();
    expect([told, requests]).toEqual([[], []]);
  });

  it("is an object that somebody has frozen, until he thaws it", async () => {
    const { run, told, next } = watching();
    await run({ apply: [configMap("iced", { a: "1" })] });
    const reconcile = "kustomize.toolkit.fluxcd.io/reconcile";
    await byHand("configmap", "iced", { metadata: { annotations: { [reconcile]: "disabled" } } });
    await aMoment();
    await byHand("configmap", "iced", { data: { a: "2" } });
    await aMoment();
    expect(told).toEqual([]);
    await byHand("configmap", "iced", { metadata: { annotations: { [reconcile]: null } } });
    expect((await next()).changed).toHaveLength(1);
  });
});

describe("an object that somebody changes as often as it is put back", () => {
  it("is told a dozen times, and then only by audits", async () => {
    const { run, told, trouble } = watching();
    const put = { apply: [configMap("tugged", { a: "1" })] };
    await run(put);
    await aMoment();
    for (let turn = 0; turn < 15; turn++) {
      await byHand("configmap", "tugged", { data: { a: `by hand ${turn}` } });
      if (turn < 12) await until("drift that is told", async () => told.length > turn);
      else await aMoment();
      await run(put);
    }
    expect(told).toHaveLength(12);
    expect(
      trouble.filter((line) => line.includes("ConfigMap/default/tugged is changed as often")),
    ).toHaveLength(1);
  });
});

describe("watches", () => {
  it("are as many as there are kinds, and end with the last object of a kind", async () => {
    const { run, watched, drifting } = watching();
    const [one, two] = [configMap("w-1", {}), configMap("w-2", {})];
    await run({ apply: [one, two, deployment("w-3", {})] });
    expect(watched()).toBe(2);
    await run({ prune: [deployment("w-3", {}).key] });
    expect(watched()).toBe(1);
    await run({ prune: [one.key] });
    expect(watched()).toBe(1);
    drifting.forget(uid);
    expect(watched()).toBe(0);
  });

  it("have the rights of the Kustomization's ServiceAccount, and no others", async () => {
    const { kubectl } = cluster.plane;
    await kubectl(["create", "serviceaccount", "watcher"]);
    await kubectl(["create", "role", "watcher", "--verb=*", "--resource=configmaps"]);
    await kubectl(["create", "rolebinding", "watcher", "--role=watcher", "--serviceaccount=default:watcher"]);
    const account = { namespace: "default", name: "watcher" };
    // The API server learns of a binding a moment after it has taken it.
    const asked = ["auth", "can-i", "patch", "configmaps", "--as=system:serviceaccount:default:watcher"];
    await until("the rights", () => kubectl(asked).catch(() => undefined));
    const { run, next } = watching({ account });
    const one = configMap("by-account", { a: "1" });
    await run({ apply: [one] }, { owner });
    await byHand("configmap", "by-account", { data: { a: "2" } });
    expect((await next()).changed).toMatchObject([{ key: one.key }]);
  });

  it("that are forbidden are told of, and not asked for in a loop", async () => {
    await cluster.plane.kubectl(["create", "serviceaccount", "blind"]);
    const { trouble, run } = watching({ account: { namespace: "default", name: "blind" } });
    await run({ apply: [configMap("unseen", { a: "1" })] }, { account: undefined });
    await sleep(1_000);
    expect(trouble[0]).toContain("HTTP 403");
    expect(trouble.length).toBeLessThan(4);
  });
});
