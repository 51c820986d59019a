import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { Lanes } from "#infra/relay/lanes.ts";
import { parallel } from "#infra/relay/apply/parallel.ts";

const onError = (error: unknown): never => {
  throw error;
};

describe("work in lanes", () => {
  it("on one thing goes in order, however long each takes", async () => {
    const lanes = new Lanes();
    const done: number[] = [];
    for (const [index, wait] of [20, 5, 0].entries())
      lanes.run("a", () => sleep(wait).then(() => void done.push(index)), onError);
    await vi.waitFor(() => expect(done).toEqual([0, 1, 2]));
  });

  it("on different things goes side by side", async () => {
    const lanes = new Lanes();
    const done: string[] = [];
    lanes.run("slow", () => sleep(50).then(() => void done.push("slow")), onError);
    lanes.run("quick", async () => void done.push("quick"), onError);
    await vi.waitFor(() => expect(done).toEqual(["quick", "slow"]));
  });

  it("goes on after a failure, which is told", async () => {
    const lanes = new Lanes();
    const told: unknown[] = [];
    const done: string[] = [];
    lanes.run(
      "a",
      () => Promise.reject(new Error("no")),
      (error) => told.push(error),
    );
    lanes.run("a", async () => void done.push("next"), onError);
    await vi.waitFor(() => expect(done).toEqual(["next"]));
    expect(told).toEqual([new Error("no")]);
  });

  it("is busy until the last piece is done, and no longer", async () => {
    const lanes = new Lanes();
    lanes.run("a", () => sleep(5), onError);
    lanes.run("a", () => sleep(5), onError);
    expect([lanes.isBusy("a"), lanes.isBusy("b")]).toEqual([true, false]);
    await vi.waitFor(() => expect(lanes.isBusy("a")).toBe(false));
  });
});

describe("work in parallel", () => {
  it("takes every item once, and no more at a time than asked for", async () => {
    let now = 0;
    let most = 0;
    const taken: number[] = [];
    await parallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      taken.push(item);
      most = Math.max(most, ++now);
      await sleep(2);
      now--;
    });
    expect([taken, most]).toEqual([[1, 2, 3, 4, 5, 6, 7], 3]);
  });
});
