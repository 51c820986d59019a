import { describe, expect, it } from "vitest";
import { nextLook, pauseAfter } from "#functions/source/interval.ts";
import { Pace } from "#functions/source/pace.ts";
import { never } from "#functions/source/store/schedule.ts";

describe("the pace of looks", () => {
  it("lets a few follow each other at once, and then one each half second", () => {
    const pace = new Pace();
    const begin = 1_000_000;
    expect([0, 1, 2, 3, 4].map(() => pace.take(begin))).toEqual([0, 0, 0, 500, 1_000]);
  });

  it("makes a handful of a burst of a thousand, and forgets it in two seconds", () => {
    const pace = new Pace();
    let now = 1_000_000;
    let looks = 0;
    const end = now + 2_000;
    // Whoever comes while one waits is answered by that one.
    for (; now < end; looks++) now += Math.max(pace.take(now), 1);
    expect(looks).toBeLessThan(10);
    expect([0, 1, 2].map(() => pace.take(now + 2_000))).toEqual([0, 0, 0]);
  });
});

describe("when a source is looked at again", () => {
  it("is its interval, give or take a twentieth", () => {
    expect(nextLook({ interval: "10m" }, 0, 0)).toBeCloseTo(570_000);
    expect(nextLook({ interval: "10m" }, 0, 1)).toBeCloseTo(630_000);
  });

  it("is a second at the least and a year at the most, a minute where nobody says, and never while it is suspended", () => {
    expect(nextLook({ interval: "999999999h" }, 0, 0.5)).toBe(366 * 24 * 3_600_000);
    expect(nextLook({ interval: "1ms" }, 0, 0.5)).toBe(1_000);
    expect(nextLook({ interval: "often" }, 0, 0.5)).toBe(60_000);
    expect(nextLook({ interval: "1m", suspend: true }, 0, 0.5)).toBe(never);
  });

  it("after failures is twice as long each time, up to five minutes", () => {
    expect([0, 1, 2, 20].map(pauseAfter)).toEqual([1_000, 2_000, 4_000, 300_000]);
  });
});
