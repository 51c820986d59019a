import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { paced } from "#infra/relay/kube/paced.ts";
import type { Kube } from "#shared/kube/request.ts";

const request = { method: "GET", path: "/version" } as const;

/** An API server that answers after a moment, and says that it is too much past so many requests at once. */
function answering(most: number): { readonly kube: Kube; readonly peak: () => number } {
  let underWay = 0;
  let peak = 0;
  const kube: Kube = async () => {
    underWay += 1;
    peak = Math.max(peak, underWay);
    const status = underWay > most ? 429 : 200;
    await sleep(2);
    underWay -= 1;
    return { status, body: null, serverTime: undefined };
  };
  const take = (): number => {
    const was = peak;
    peak = 0;
    return was;
  };
  return { kube, peak: take };
}

const many = (kube: Kube, count: number) => Promise.all(Array.from({ length: count }, () => kube(request)));

describe("the number of requests that are under way at once", () => {
  it("is the first one at the beginning", async () => {
    const { kube, peak } = answering(100);
    await many(paced(kube, { first: 4, most: 4, now: Date.now }), 40);
    expect(peak()).toBe(4);
  });

  it("grows to the most while all goes well", async () => {
    const { kube, peak } = answering(100);
    const slow = paced(kube, { first: 2, most: 6, now: Date.now });
    await many(slow, 200);
    expect(peak()).toBe(6);
  });

  it("halves when the API server says that it is too much, and then grows again", async () => {
    let now = 0;
    const { kube, peak } = answering(5);
    const slow = paced(kube, { first: 8, most: 8, now: () => now });
    await many(slow, 8);
    peak();
    await many(slow, 4);
    expect(peak()).toBe(4);
    now += 10_000;
    await many(slow, 40);
    expect(peak()).toBeLessThanOrEqual(6); // one too many, and back it goes
  });

  it("counts those that were on their way together as one", async () => {
    const { kube, peak } = answering(0);
    const slow = paced(kube, { first: 16, most: 16, now: () => 0 });
    await many(slow, 16);
    peak();
    await many(slow, 16);
    expect(peak()).toBe(8);
  });

  it("never falls below one, whatever comes or does not", async () => {
    let now = 0;
    const silent: Kube = () => Promise.reject(new Error("timeout"));
    const slow = paced(silent, { first: 4, most: 4, now: () => (now += 2_000) });
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => slow(request)));
    expect(ends.every(({ status }) => status === "rejected")).toBe(true);
  });

  it("is not lessened by an answer that says no", async () => {
    const { kube, peak } = answering(100);
    const refusing: Kube = async (one) => ({ ...(await kube(one)), status: 403 });
    await many(paced(refusing, { first: 4, most: 8, now: Date.now }), 100);
    expect(peak()).toBe(8);
  });
});
