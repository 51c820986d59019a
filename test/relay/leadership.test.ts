import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Valve } from "#infra/relay/valve.ts";
import { Leadership } from "#infra/relay/lead/leadership.ts";
import type { Kube } from "#shared/kube/request.ts";
import { clusterOfThisFile } from "#test/relay/cluster-of-this-file.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();
/** Long enough for an API server on a busy machine. */
const milliseconds = 3_000;

type Relay = Leadership & { readonly why: string[]; readonly begin: () => Promise<boolean> };

/** A relay that would lead, by a Lease of its test's. */
function relay(identity: string, { name, kube }: { readonly name: string; readonly kube?: Kube }): Relay {
  const why: string[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const leadership = new Leadership({
    kube: kube ?? cluster.kube,
    place: { namespace: "default", name },
    identity,
    milliseconds,
    lost: (reason) => why.push(reason),
    log: () => undefined,
  });
  onTestFinished(() => leadership.release().catch(() => undefined));
  return Object.assign(leadership, { why, begin: () => leadership.lead(stop.signal) });
}

const holder = async (name: string) =>
  (await cluster.live<{ spec: Record<string, unknown> }>("lease", name)).spec["holderIdentity"];

/** The way to the API server, which the test may cut. */
function road(): { readonly kube: Kube; cut: boolean } {
  const way = {
    cut: false,
    kube: (request: Parameters<Kube>[0]): ReturnType<Kube> =>
      way.cut ? Promise.reject(new Error("no route to host")) : cluster.kube(request),
  };
  return way;
}

describe("of two relays", () => {
  it("one leads, and the other waits for as long as it does", async () => {
    const name = "one-leads";
    const [a, b] = [relay("a", { name }), relay("b", { name })];
    expect(await a.begin()).toBe(true);
    const waiting = b.begin();
    await sleep(2 * milliseconds);
    expect([a.holds, b.holds, await holder(name)]).toEqual([true, false, "a"]);
    await a.release();
    expect(await waiting).toBe(true);
    expect([a.holds, b.holds, await holder(name)]).toEqual([false, true, "b"]);
    expect([a.why, b.why]).toEqual([[], []]);
  });

  it("the second takes over well before the Lease's time when the first gives it up", async () => {
    const name = "given-up";
    const [a, b] = [relay("a", { name }), relay("b", { name })];
    await a.begin();
    const waiting = b.begin();
    await sleep(300);
    const began = Date.now();
    await a.release();
    await waiting;
    expect(Date.now() - began).toBeLessThan(milliseconds);
  });

  it("never two lead: one that is cut off has stopped before the other begins", async () => {
    const name = "cut-off";
    const way = road();
    const [a, b] = [relay("a", { name, kube: way.kube }), relay("b", { name })];
    await a.begin();
    const waiting = b.begin();
    way.cut = true;
    await until("the end of a's belief", async () => !a.holds, { every: 5 });
    expect(b.holds).toBe(false);
    expect(await a.confirm()).toBe(false);
    await until("a's giving up", async () => a.why.length > 0);
    expect(b.holds).toBe(false);
    expect(await waiting).toBe(true);
    way.cut = false;
    expect([await a.confirm(), await holder(name)]).toEqual([false, "b"]);
    expect(a.why).toEqual(["the Lease could not be renewed for 2 s"]);
  });

  it("one that is started where a Lease has its own name leads at once: its container was restarted", async () => {
    const name = "restarted";
    const [a, again] = [relay("a", { name }), relay("a", { name })];
    await a.begin();
    const began = Date.now();
    expect(await again.begin()).toBe(true);
    expect(Date.now() - began).toBeLessThan(milliseconds / 2);
  });

  it("one whose Lease somebody takes away stops at the next renewal", async () => {
    const name = "taken-away";
    const a = relay("a", { name });
    await a.begin();
    const spec = { spec: { holderIdentity: "somebody" } };
    await cluster.plane.kubectl(["patch", "lease", name, "--type=merge", "-p", JSON.stringify(spec)]);
    await vi.waitFor(() => expect(a.why).toEqual(["somebody holds the Lease now"]), {
      timeout: milliseconds,
    });
    expect(a.holds).toBe(false);
  });

  it("one that lost a single renewal goes on", async () => {
    const name = "hiccup";
    const way = road();
    const a = relay("a", { name, kube: way.kube });
    await a.begin();
    way.cut = true;
    await sleep(milliseconds / 3);
    way.cut = false;
    await sleep(milliseconds);
    expect([a.holds, a.why]).toEqual([true, []]);
  });
});

describe("of many relays that come and go", () => {
  it("never two lead at one moment", async () => {
    const name = "many";
    let most = 0;
    let turns = 0;
    const lives = ["a", "b", "c", "d"].map((identity) => async () => {
      const way = road();
      const one = relay(identity, { name, kube: way.kube });
      leaders.push(one);
      await one.begin();
      turns += 1;
      await sleep(Math.random() * 300);
      if (Math.random() < 0.5) return one.release();
      way.cut = true;
      return until("its end", async () => one.why.length > 0).then(() => undefined);
    });
    const leaders: Relay[] = [];
    const watch = setInterval(() => {
      most = Math.max(most, leaders.filter((one) => one.holds).length);
    }, 2);
    onTestFinished(() => clearInterval(watch));
    await Promise.all(lives.map((live) => live()));
    expect([most, turns]).toEqual([1, 4]);
  }, 60_000);
});

describe("the valve before the API server", () => {
  const get = { method: "GET", path: "/version" } as const;

  it("lets nothing through for a relay that does not lead", async () => {
    const valve = new Valve(cluster.kube, async () => false);
    await expect(valve.kube(get)).rejects.toThrow("another relay leads");
  });

  it("lets out what is under way when it is closed, and nothing more", async () => {
    let asked = 0;
    const valve = new Valve(
      (request) => {
        asked += 1;
        return cluster.kube(request);
      },
      async () => true,
    );
    const first = valve.kube(get);
    await sleep(0);
    const closed = valve.close(5_000);
    let second = "";
    void valve.kube(get).then(() => (second = "answered"));
    expect((await first).status).toBe(200);
    expect(await closed).toBe(true);
    await sleep(50);
    expect([asked, second]).toEqual([1, ""]);
  });

  it("says so when an answer does not come in time", async () => {
    const valve = new Valve(
      () => new Promise(() => undefined),
      async () => true,
    );
    void valve.kube(get);
    await sleep(0);
    expect(await valve.close(20)).toBe(false);
  });
});
