import { describe, expect, it } from "vitest";
import { fingerprintOf } from "#infra/relay/apply/fingerprint.ts";
import { audit } from "#infra/relay/drift/audit.ts";
import { inPlaceOfOne } from "#shared/diff/fingerprint.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import type { Drift } from "#shared/wire/report.ts";
import { clusterOfThisFile, configMap, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";

const cluster = clusterOfThisFile();

const data = async (name: string) =>
  (await cluster.live<{ data?: Record<string, string> }>("configmap", name)).data;

function withSwitch(one: Wanted, name: string, value: string): Wanted {
  const { manifest } = one;
  const annotations = { [`kustomize.toolkit.fluxcd.io/${name}`]: value };
  return wanted({ ...manifest, metadata: { ...manifest.metadata, annotations } });
}

const byHand = (name: string, change: string): Promise<string> =>
  cluster.plane.kubectl(["patch", "configmap", name, "--type=merge", "-p", change]);

/** As the relay does it: what asks to be left alone is remembered as such. */
async function look({ memory }: ReturnType<typeof jobsOf>): Promise<Drift> {
  const known = memory.of("apps-uid");
  if (!known) throw new Error("nothing was applied yet");
  const frozen: RefKey[] = [];
  const [drift] = await audit(
    [{ uid: "apps-uid", head: known.head, entries: known.entries, account: undefined }],
    {
      kube: cluster.kube,
      find: cluster.kinds.find,
      fingerprint: fingerprintOf,
      frozen: (_uid, key) => frozen.push(key),
      log: () => undefined,
    },
  );
  for (const key of frozen)
    known.entries.set(key, { digest: "", ...known.entries.get(key), fingerprint: inPlaceOfOne.frozen });
  if (!drift) throw new Error("the audit gave no answer");
  return drift;
}

describe("an object that Git wants left alone", () => {
  it.each([
    ["reconcile", "disabled"],
    ["reconcile", "Disabled"],
    ["ssa", "Ignore"],
  ])("by %s: %s is not asked about", async (name, value) => {
    const { run } = jobsOf(cluster);
    const { results, requests } = await run({
      apply: [withSwitch(configMap("ignored", { a: "1" }), name, value)],
    });
    expect(results).toMatchObject([{ action: "skipped", fingerprint: "" }]);
    expect(requests).toEqual([]);
  });
});

describe("an object that somebody has annotated in the cluster with reconcile: disabled", () => {
  const freeze = '{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":"disabled"}}}';
  const thaw = '{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":null}}}';

  it("keeps what was changed by hand, and a new commit does not touch it", async () => {
    const jobs = jobsOf(cluster);
    await jobs.run({ apply: [configMap("frozen", { a: "1" })] });
    await byHand("frozen", freeze);
    await byHand("frozen", '{"data":{"a":"by hand"}}');
    expect(await look(jobs)).toMatchObject({ changed: [], missing: [] });
    const { results } = await jobs.run({ apply: [configMap("frozen", { a: "2" })] });
    expect(results).toMatchObject([{ action: "skipped" }]);
    expect(await data("frozen")).toEqual({ a: "by hand" });
  });

  it("is what Git says again, once the annotation is gone", async () => {
    const jobs = jobsOf(cluster);
    const one = configMap("thawed", { a: "1" });
    await jobs.run({ apply: [one] });
    await byHand("thawed", freeze);
    await byHand("thawed", '{"data":{"a":"by hand"}}');
    await look(jobs);
    await byHand("thawed", thaw);
    expect((await look(jobs)).changed).toMatchObject([{ key: one.key }]);
    await jobs.run({ apply: [one] });
    expect(await data("thawed")).toEqual({ a: "1" });
    expect(await look(jobs)).toMatchObject({ changed: [] });
  });

  it("is left alone by a relay that takes over from Flux, too", async () => {
    await jobsOf(cluster).run({ apply: [configMap("moved", { a: "1" })] });
    await byHand("moved", freeze);
    const { results } = await jobsOf(cluster).run(
      { apply: [configMap("moved", { a: "2" })] },
      { versionOf: () => "v1" },
    );
    expect(results).toMatchObject([{ action: "skipped" }]);
    expect(await data("moved")).toEqual({ a: "1" });
  });
});

describe("an object with ssa: IfNotPresent", () => {
  const once = (name: string, value: string) =>
    withSwitch(configMap(name, { a: value }), "ssa", "IfNotPresent");

  it("is made where there is none, and left as it is from then on", async () => {
    const jobs = jobsOf(cluster);
    expect((await jobs.run({ apply: [once("once", "1")] })).results).toMatchObject([{ action: "created" }]);
    await byHand("once", '{"data":{"a":"rotated"}}');
    expect(await look(jobs)).toMatchObject({ changed: [], missing: [] });
    expect((await jobs.run({ apply: [once("once", "2")] })).results).toMatchObject([{ action: "skipped" }]);
    expect(await data("once")).toEqual({ a: "rotated" });
  });

  it("is missed when somebody deletes it", async () => {
    const jobs = jobsOf(cluster);
    const one = once("deleted-once", "1");
    await jobs.run({ apply: [one] });
    await cluster.plane.kubectl(["delete", "configmap", "deleted-once"]);
    expect((await look(jobs)).missing).toEqual([one.key]);
  });

  it("that somebody else has made is never missed", async () => {
    await cluster.plane.kubectl(["create", "configmap", "theirs"]);
    const jobs = jobsOf(cluster);
    await jobs.run({ apply: [once("theirs", "1")] });
    expect((await look(jobs)).missing).toEqual([]);
    expect(await data("theirs")).toBeUndefined();
  });

  it("is not written over when the API server would not show it", async () => {
    const jobs = jobsOf(cluster);
    const account = { namespace: "default", name: "nobody" };
    const { results } = await jobs.run({ apply: [once("hidden", "1")] }, { account });
    expect(results).toMatchObject([{ action: "failed", error: expect.stringContaining("Forbidden") }]);
  });
});
