import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Drift, ObjectResult } from "#shared/wire/report.ts";
import { built, done } from "#test/functions/cluster-news.ts";
import { a1, a2, b1, scene, settled, typesOf } from "#test/functions/scene.ts";

describe("an object that the cluster refuses", () => {
  const refused: ObjectResult = { key: a1.key, action: "failed", error: "k8s/a.yaml:1: Invalid" };

  it("is tried again after the retry interval, and alone", async () => {
    const { relay, deliver } = await scene({ spec: { retryInterval: "400ms" } });
    await deliver(built("main@sha1:1", [a1, b1]));
    relay.say(done(await relay.next("apply"), [refused]));
    expect(typesOf(await relay.rest())).not.toContain("apply");
    expect(await relay.next("apply")).toMatchObject({ apply: [a1] });
  });

  it("is not tried again before, whoever wakes the edge", async () => {
    const { relay, deliver, stub } = await scene({ spec: { retryInterval: "1h" } });
    await deliver(built("main@sha1:1", [a1, b1]));
    relay.say(done(await relay.next("apply"), [refused]));
    await relay.rest();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    await deliver(built("main@sha1:1", [a1, b1]));
    expect(typesOf(await relay.rest())).not.toContain("apply");
  });

  it("rests for the interval, where no other was given for retries", async () => {
    const { relay, deliver } = await scene({ spec: { interval: "300ms" } });
    await deliver(built("main@sha1:1", [a1]));
    relay.say(done(await relay.next("apply"), [refused]));
    expect(await relay.next("apply")).toMatchObject({ apply: [a1] });
  });

  it("does not hold up its own correction", async () => {
    const { relay, deliver } = await scene({ spec: { retryInterval: "1h" } });
    await deliver(built("main@sha1:1", [a1, b1]));
    relay.say(done(await relay.next("apply"), [refused]));
    await relay.rest();
    await deliver(built("main@sha1:2", [a2, b1]));
    expect(await relay.next("apply")).toMatchObject({ apply: [a2], revision: "main@sha1:2" });
  });
});

describe("drift", () => {
  it("that the relay tells of is set right, and nothing else is touched", async () => {
    const { relay, job } = await settled();
    const changed = [{ key: a1.key, manager: "kubectl-edit" }];
    relay.say({ type: "drift", uid: "apps-uid", head: job.job, missing: [], changed });
    expect(await relay.next("apply")).toMatchObject({
      reason: "drift",
      apply: [a1],
      prune: [],
      base: job.job,
    });
  });

  it("of an object that is gone makes it come back", async () => {
    const { relay, job } = await settled();
    relay.say({ type: "drift", uid: "apps-uid", head: job.job, missing: [b1.key], changed: [] });
    expect(await relay.next("apply")).toMatchObject({ reason: "drift", apply: [b1] });
  });

  it("of none makes no job", async () => {
    const { relay, job } = await settled();
    relay.say({ type: "drift", uid: "apps-uid", head: job.job, missing: [], changed: [] });
    expect(await relay.rest()).toEqual([]);
  });

  it("seen before the last job is no drift", async () => {
    const { relay } = await settled();
    relay.say({ type: "drift", uid: "apps-uid", head: "the-job-before", missing: [a1.key], changed: [] });
    expect(await relay.rest()).toEqual([]);
  });

  it("is told by an Event, with what Git says and what the cluster said", async () => {
    const { relay, job } = await settled();
    const fields = [{ path: ["f:data", "f:value"], manager: "kubectl-edit", value: '"by hand"' }];
    const changed = [{ key: a1.key, manager: "kubectl-edit", at: "2026-01-01T14:02:00Z", fields }];
    relay.say({ type: "drift", uid: "apps-uid", head: job.job, missing: [], changed, partial: true });
    expect(await relay.next("note")).toMatchObject({
      uid: "apps-uid",
      reason: "DriftDetected",
      isWarning: false,
      message: expect.stringMatching(/changed by kubectl-edit: data\.value .* → "by hand" at 14:02 UTC$/),
    });
  });

  it("that lasts is told once, although each audit finds it", async () => {
    const { relay, job } = await settled({ drift: "warn" });
    const drift: Drift = {
      type: "drift",
      uid: "apps-uid",
      head: job.job,
      missing: [a1.key],
      changed: [],
    };
    relay.say(drift);
    await relay.next("note");
    relay.say(drift);
    relay.say({ ...drift, missing: [], partial: true });
    relay.say(drift);
    expect(await relay.rest()).toEqual([]);
    relay.say({ ...drift, missing: [] }); // somebody has put it right
    relay.say(drift);
    expect(typesOf(await relay.rest())).toEqual(["note"]);
  });

  it("of a Kustomization that only warns is told as a warning, and nothing is applied", async () => {
    const { relay, job } = await settled({ drift: "warn" });
    relay.say({ type: "drift", uid: "apps-uid", head: job.job, missing: [b1.key], changed: [] });
    expect(await relay.next("note")).toMatchObject({
      isWarning: true,
      message: expect.stringContaining("Nothing is put back"),
    });
    expect(await relay.rest()).toEqual([]);
  });

  it("is asked for by the patrol, without sending the ledger along", async () => {
    const { relay, stub, job } = await settled();
    await stub.patrol();
    expect(await relay.next("audit")).toMatchObject({ kustomizations: [{ uid: "apps-uid", head: job.job }] });
  });
});
