import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Hello } from "#shared/wire/to-edge.ts";
import { allThereIs, built, configMap, done, kustomization } from "#test/functions/cluster-news.ts";
import { knockAsAdmin, unusedName } from "#test/functions/edge-doors.ts";
import { dial, enrolled, linked, newKey, pause } from "#test/functions/relay-by-hand.ts";

const helloOf = (proof: string): Hello => ({
  type: "hello",
  version: 1,
  proof,
  session: crypto.randomUUID(),
  heads: [],
});

describe("a caller with a relay's certificate", () => {
  it("is welcomed, under the edge's signature, when it proves that it holds the key", async () => {
    const relay = await linked(await enrolled(unusedName("shop")));
    expect(relay.sequences).toEqual([1]);
  });

  it("is shown the door when the proof is another key's", async () => {
    const caller = await dial(await enrolled(unusedName("shop")));
    caller.say(helloOf(await caller.prove(await newKey())));
    expect((await caller.closed).code).toBe(4003);
    expect(caller.envelopes).toEqual([]);
  });

  it("is shown the door when the proof is of another challenge", async () => {
    const identity = await enrolled(unusedName("shop"));
    const earlier = await (await dial(identity)).prove(identity);
    const caller = await dial(identity);
    caller.say(helloOf(earlier));
    expect((await caller.closed).code).toBe(4003);
  });

  it.each(["", "no base64!", btoa("short")])("is shown the door when the proof is %o", async (proof) => {
    const caller = await dial(await enrolled(unusedName("shop")));
    caller.say(helloOf(proof));
    expect((await caller.closed).code).toBe(4003);
  });

  it("is shown the door when it talks before it has said hello", async () => {
    const cluster = unusedName("shop");
    const caller = await dial(await enrolled(cluster));
    caller.say(allThereIs([kustomization()]));
    expect((await caller.closed).code).toBe(4003);
    expect((await env.CLUSTER.getByName(cluster).view()).kustomizations).toEqual([]);
  });

  it("is told nothing before it has said hello", async () => {
    const cluster = unusedName("shop");
    const caller = await dial(await enrolled(cluster));
    await env.CLUSTER.getByName(cluster).deliver(built("main@sha1:1", [configMap("a", "1")]));
    caller.say("?");
    await env.CLUSTER.getByName(cluster).view();
    expect(caller.envelopes).toEqual([]);
  });
});

describe("two relays of one cluster", () => {
  it("are one too many: the newer stays", async () => {
    const cluster = unusedName("shop");
    const identity = await enrolled(cluster);
    const first = await linked(identity);
    const second = await linked(identity);
    expect((await first.closed).code).toBe(4001);
    expect(await second.rest()).toEqual([]);
    expect((await env.CLUSTER.getByName(cluster).view()).linked).toBe(true);
  });

  it("are one, as long as the second has not proved itself", async () => {
    const identity = await enrolled(unusedName("shop"));
    const relay = await linked(identity);
    const caller = await dial(identity);
    caller.say(helloOf(await caller.prove(await newKey())));
    expect((await caller.closed).code).toBe(4003);
    await expect(relay.rest()).resolves.toEqual([]);
  });
});

describe("a relay that is shut out", () => {
  it("loses the connection that it has", async () => {
    const cluster = unusedName("shop");
    const relay = await linked(await enrolled(cluster));
    await knockAsAdmin(`/clusters/${cluster}/relay`, { method: "DELETE" });
    const late = pause(1_000).then(() => ({ code: "still open" }));
    expect(await Promise.race([relay.closed, late])).toMatchObject({ code: expect.any(Number) });
  });
});

describe("a relay that says goodbye", () => {
  it("is let go at once", async () => {
    const relay = await linked(await enrolled(unusedName("shop")));
    relay.close();
    const late = pause(1_000).then(() => ({ code: "not let go within a second" }));
    expect(await Promise.race([relay.closed, late])).toMatchObject({ code: 1000 });
  });
});

describe("a message that the edge does not understand", () => {
  it.each(["?", "[]", JSON.stringify({ type: "sing" }), JSON.stringify({ type: "report" })])(
    "like %s is answered so, and the talk goes on",
    async (text) => {
      const relay = await linked(await enrolled(unusedName("shop")));
      relay.say(text);
      await relay.next("unsupported");
      expect(await relay.rest()).toEqual([]);
    },
  );
});

describe("a cluster's object that was put to sleep", () => {
  it("wakes with the connection that it had, and goes on counting", async () => {
    const cluster = unusedName("shop");
    const stub = env.CLUSTER.getByName(cluster);
    const relay = await linked(await enrolled(cluster));
    relay.say(allThereIs([kustomization()]));
    await relay.rest();
    const before = relay.sequences.length;

    await evictDurableObject(stub);
    await stub.deliver(built("main@sha1:1", [configMap("a", "1")]));
    const job = await relay.next("apply");
    await evictDurableObject(stub);
    relay.say(done(job));
    await relay.rest();

    expect((await stub.view()).kustomizations).toMatchObject([{ objects: 1, isUnderWay: false }]);
    expect(relay.sequences.length).toBeGreaterThan(before);
    expect(relay.sequences).toEqual(relay.sequences.map((_, index) => index + 1));
  });
});
