import { describe, expect, it } from "vitest";
import type { BuildNews, DesiredObject } from "#shared/model/delivery.ts";
import {
  allThereIs,
  applied,
  built,
  configMap,
  configMapKey,
  delivery,
  done,
  kustomization,
} from "#test/functions/cluster-news.ts";
import { a1, a2, b1, scene, settled, typesOf } from "#test/functions/scene.ts";

describe("a build that is delivered", () => {
  it("becomes a job with all of it, when the cluster has taken nothing yet", async () => {
    const { relay, deliver } = await scene();
    await deliver(built("main@sha1:1", [a1, b1]));
    expect(await relay.next("apply")).toMatchObject({
      uid: "apps-uid",
      generation: 1,
      base: "",
      revision: "main@sha1:1",
      reason: "change",
      apply: [a1, b1],
      prune: [],
      inventory: [
        { id: "default_a__ConfigMap", v: "v1" },
        { id: "default_b__ConfigMap", v: "v1" },
      ],
    });
  });

  it("becomes a job with what changed alone, on top of the job before", async () => {
    const { relay, deliver, job } = await settled();
    await deliver(built("main@sha1:2", [a2, b1]));
    const next = await relay.next("apply");
    expect(next).toMatchObject({ base: job.job, revision: "main@sha1:2", apply: [a2], prune: [] });
    expect(next).not.toHaveProperty("inventory");
  });

  it("becomes a job that prunes what it declares no more", async () => {
    const { relay, deliver } = await settled();
    await deliver(built("main@sha1:2", [a1]));
    const next = await relay.next("apply");
    expect(next).toMatchObject({ apply: [], prune: [configMapKey("b")] });
    expect(next.inventory).toEqual([{ id: "default_a__ConfigMap", v: "v1" }]);
  });

  it("lets go what it declares no more, where pruning is off", async () => {
    const { relay, deliver, stub } = await settled({ spec: { prune: false } });
    await deliver(built("main@sha1:2", [a1]));
    const next = await relay.next("apply");
    expect(next).toMatchObject({ apply: [], prune: [] });
    relay.say(done(next));
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 1 }]);
  });

  it("that changes nothing is told to the relay, and makes no job", async () => {
    const { relay, deliver } = await settled();
    await deliver(built("main@sha1:2", [a1, b1]));
    expect(await relay.rest()).toMatchObject([
      { type: "verdict", revision: "main@sha1:2", outcome: { ok: true } },
      { type: "source-verdict" },
    ]);
  });

  it("that changes nothing of many Kustomizations is told as one message, behind what is to be applied", async () => {
    const { relay, deliver } = await scene();
    const uids = ["one", "two", "three"];
    relay.say(allThereIs(uids.map((uid) => kustomization({ uid, name: uid }))));
    await relay.rest();
    const of = (uid: string, revision: string, put: readonly DesiredObject[]): BuildNews => ({
      uid,
      generation: 1,
      revision,
      outcome: { type: "built", base: "", build: `${uid} ${revision}`, put, drop: [] },
    });
    for (const uid of uids) {
      await deliver({ builds: [of(uid, "main@sha1:1", [configMap(uid, "1")])] });
      relay.say(done(await relay.next("apply")));
    }
    await relay.rest();
    const changed = of("two", "main@sha1:2", [configMap("two", "2")]);
    const others = ["one", "three"].map((uid) => of(uid, "main@sha1:2", [configMap(uid, "1")]));
    await deliver({ builds: [changed, ...others] });
    expect(await relay.rest()).toMatchObject([
      { type: "apply", uid: "two" },
      { type: "verdicts", verdicts: [{ uid: "one" }, { uid: "three" }] },
    ]);
  });

  it("failed is told to the relay, once, and leaves the objects alone", async () => {
    const { relay, deliver } = await settled();
    const outcome = { type: "failed", reason: "BuildFailed", message: "k8s/a.yaml:1: no" } as const;
    const news = delivery({ uid: "apps-uid", generation: 1, revision: "main@sha1:2", outcome });
    await deliver(news);
    expect(await relay.next("verdict")).toMatchObject({ outcome: { ok: false, reason: "BuildFailed" } });
    await deliver(news);
    expect(typesOf(await relay.rest())).toEqual(["source-verdict", "source-verdict"]);
  });

  it("for another generation waits for that generation", async () => {
    const { relay, deliver } = await scene();
    const outcome = { type: "built", base: "", build: "1", put: [a1], drop: [] } as const;
    await deliver(delivery({ uid: "apps-uid", generation: 2, revision: "main@sha1:1", outcome }));
    expect(typesOf(await relay.rest())).toEqual(["source-verdict"]);
    relay.say({ ...allThereIs([kustomization({ generation: 2 })]), complete: false });
    expect(await relay.next("apply")).toMatchObject({ generation: 2, apply: [a1] });
  });

  it("for a suspended Kustomization waits", async () => {
    const { relay, deliver } = await scene({ spec: { suspend: true } });
    await deliver(built("main@sha1:1", [a1]));
    expect(typesOf(await relay.rest())).toEqual(["source-verdict"]);
  });

  it("may tell only the difference to the one before, and is asked for whole where that one is not here", async () => {
    const { deliver, relay } = await settled();
    const onAnother = { base: "another", build: "3" };
    expect(await deliver(built("main@sha1:3", [a2], onAnother))).toEqual(["apps-uid"]);
    const onThis = { base: "main@sha1:1", build: "2", drop: [configMapKey("b")] };
    expect(await deliver(built("main@sha1:2", [a2], onThis))).toEqual([]);
    expect(await relay.next("apply")).toMatchObject({ apply: [a2], prune: [configMapKey("b")] });
  });
});

describe("while a job is under way", () => {
  it("a newer build waits for its end, and then starts from there", async () => {
    const { relay, deliver, stub } = await scene();
    await deliver(built("main@sha1:1", [a1, b1]));
    const first = await relay.next("apply");
    await deliver(built("main@sha1:2", [a2, b1]));
    expect(typesOf(await relay.rest())).not.toContain("apply");
    expect((await stub.view()).kustomizations).toMatchObject([{ isUnderWay: true }]);
    relay.say(done(first));
    expect(await relay.next("apply")).toMatchObject({
      base: first.job,
      apply: [a2],
      revision: "main@sha1:2",
    });
  });

  it("only the newest of those that wait is applied", async () => {
    const { relay, deliver } = await scene();
    await deliver(built("main@sha1:1", [a1]));
    const first = await relay.next("apply");
    await deliver(built("main@sha1:2", [a2]));
    await deliver(built("main@sha1:3", [a1, b1]));
    relay.say(done(first));
    const second = await relay.next("apply");
    expect(second).toMatchObject({ revision: "main@sha1:3", apply: [b1] });
    relay.say(done(second));
    expect(typesOf(await relay.rest())).not.toContain("apply");
  });

  it("results on the way are kept, but do not end it", async () => {
    const { relay, deliver, stub } = await scene();
    await deliver(built("main@sha1:1", [a1, b1]));
    const job = await relay.next("apply");
    relay.say({ ...done(job), done: false, results: [applied(a1)] });
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 1, isUnderWay: true }]);
    relay.say({ ...done(job), results: [applied(b1)] });
    expect(typesOf(await relay.rest())).not.toContain("apply");
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 2, isUnderWay: false }]);
  });

  it("a report of another job changes nothing", async () => {
    const { relay, deliver, stub } = await scene();
    await deliver(built("main@sha1:1", [a1]));
    const job = await relay.next("apply");
    relay.say(done({ ...job, job: "of-yesterday" }));
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 0, isUnderWay: true }]);
  });

  it("a refusal of another job changes nothing", async () => {
    const { relay, deliver, stub } = await scene();
    await deliver(built("main@sha1:1", [a1]));
    await relay.next("apply");
    relay.say({ type: "refusal", job: "of-yesterday", uid: "apps-uid", why: "suspended" });
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ isUnderWay: true }]);
  });
});

describe("a report that all went well", () => {
  it("is the end of it", async () => {
    const { relay, deliver, stub } = await scene();
    await deliver(built("main@sha1:1", [a1, b1]));
    relay.say(done(await relay.next("apply")));
    expect(typesOf(await relay.rest())).toEqual(["source-verdict"]);
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 2, isUnderWay: false }]);
  });

  it("says nothing new when it comes twice", async () => {
    const { relay, deliver, job } = await settled();
    await deliver(built("main@sha1:2", [a2, b1]));
    const second = await relay.next("apply");
    relay.say(done(second));
    relay.say(done(job));
    relay.say(done(second));
    await relay.rest();
    await deliver(built("main@sha1:3", [a2, b1]));
    expect(await relay.next("verdict")).toMatchObject({ outcome: { ok: true } });
  });
});

describe("a Kustomization that is deleted", () => {
  it("is forgotten with all that it held", async () => {
    const { relay, stub } = await settled();
    const gone = [{ kind: "Kustomization" as const, namespace: "default", name: "apps" }];
    relay.say({ type: "mirror", complete: false, resources: [], gone, credentials: [] });
    await relay.rest();
    expect((await stub.view()).kustomizations).toEqual([]);
  });

  it("gets no job while its deletion is under way", async () => {
    const { relay, deliver } = await scene({ deleting: true });
    await deliver(built("main@sha1:1", [a1]));
    expect(typesOf(await relay.rest())).toEqual(["source-verdict"]);
  });
});
