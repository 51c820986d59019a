import { describe, expect, it } from "vitest";
import { allThereIs, built, configMapKey, delivery, kustomization } from "#test/functions/cluster-news.ts";
import { linked, pause } from "#test/functions/relay-by-hand.ts";
import { a1, a2, b1, scene, settled, typesOf, type Scene } from "#test/functions/scene.ts";

describe("a relay that remembers another past", () => {
  it("is believed: what it already holds is not applied again", async () => {
    const { relay, deliver, stub } = await settled();
    await deliver(built("main@sha1:2", [a2, b1]));
    const job = await relay.next("apply");
    const entries = [a2, b1].map(({ key, digest }): [typeof key, string, string] => [key, digest, "fp"]);
    relay.say({ type: "stale-base", job: job.job, uid: "apps-uid", head: "its-own", entries });
    expect(await relay.next("verdict")).toMatchObject({ revision: "main@sha1:2", outcome: { ok: true } });
    expect(typesOf(await relay.rest())).not.toContain("apply");
    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 2, isUnderWay: false }]);
  });

  it("gets the job anew, from where it stands", async () => {
    const { relay, deliver } = await settled();
    await deliver(built("main@sha1:2", [a2, b1]));
    const job = await relay.next("apply");
    const entries: [typeof a1.key, string, string][] = [
      [a1.key, a1.digest, "fp"],
      [configMapKey("c"), "of a third", "fp"],
    ];
    relay.say({ type: "stale-base", job: job.job, uid: "apps-uid", head: "its-own", entries });
    const next = await relay.next("apply");
    expect(next).toMatchObject({ base: "its-own", prune: [configMapKey("c")] });
    expect(next.apply.map(({ key }) => key)).toEqual([a2.key, b1.key]);
  });
});

describe("a relay that comes back", () => {
  async function gone({ relay, stub }: Pick<Scene, "relay" | "stub">): Promise<void> {
    relay.close();
    while ((await stub.view()).linked) await pause(5);
  }

  it("with its memory goes on where it was", async () => {
    const set = await settled();
    await gone(set);
    const relay = await linked(set.identity, [{ uid: "apps-uid", head: set.job.job }]);
    relay.say(allThereIs([kustomization()]));
    await relay.rest();
    await set.deliver(built("main@sha1:2", [a2, b1]));
    expect(await relay.next("apply")).toMatchObject({ base: set.job.job, apply: [a2] });
  });

  it("with no memory is asked to look and taught, and gets no job before it has answered", async () => {
    const set = await settled();
    await gone(set);
    await set.deliver(built("main@sha1:2", [a2, b1]));
    const relay = await linked(set.identity);
    relay.say(allThereIs([kustomization()]));
    const audit = await relay.next("audit");
    expect(audit.kustomizations).toMatchObject([
      {
        uid: "apps-uid",
        head: set.job.job,
        entries: [a1, b1].map(({ key, digest }) => [key, digest, expect.any(String)]),
      },
    ]);
    expect(typesOf(await relay.rest())).not.toContain("apply");
    relay.say({ type: "drift", uid: "apps-uid", head: set.job.job, missing: [], changed: [] });
    expect(await relay.next("apply")).toMatchObject({ base: set.job.job, apply: [a2] });
  });

  it("after it missed a build gets it then", async () => {
    const set = await scene();
    await gone(set);
    await set.deliver(built("main@sha1:1", [a1]));
    const relay = await linked(set.identity);
    relay.say(allThereIs([kustomization()]));
    expect(await relay.next("apply")).toMatchObject({ apply: [a1] });
  });

  it("gets the job again that it had not finished", async () => {
    const set = await scene();
    await set.deliver(built("main@sha1:1", [a1]));
    const { job } = await set.relay.next("apply");
    await gone(set);
    const relay = await linked(set.identity);
    relay.say(allThereIs([kustomization()]));
    const again = await relay.next("apply");
    expect(again).toMatchObject({ apply: [a1], base: "" });
    expect(again.job).not.toBe(job);
  });

  it("is told of the failed build that it may not have heard of", async () => {
    const set = await scene();
    const outcome = { type: "failed", reason: "BuildFailed", message: "no" } as const;
    await set.deliver(delivery({ uid: "apps-uid", generation: 1, revision: "main@sha1:1", outcome }));
    await gone(set);
    const relay = await linked(set.identity);
    relay.say(allThereIs([kustomization()]));
    expect(await relay.next("verdict")).toMatchObject({ outcome: { ok: false, reason: "BuildFailed" } });
  });
});

describe("a cluster that another reconciler kept", () => {
  it("is taken over: what its inventory holds and Git does not is pruned", async () => {
    const inventory = [a1, b1].map(({ manifest }) => ({
      id: `default_${manifest.metadata.name}__ConfigMap`,
      v: "v1",
    }));
    const { relay, deliver } = await scene({ inventory });
    await deliver(built("main@sha1:1", [a1]));
    expect(await relay.next("apply")).toMatchObject({ apply: [a1], prune: [b1.key] });
  });
});
