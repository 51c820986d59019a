import { describe, expect, it } from "vitest";
import { addUp, holds, lastLine } from "./tally.ts";

const skip = { title: "a relay on Windows", reason: "no Windows here" };

describe("the last line", () => {
  it("counts what passed and what failed", () => {
    expect(lastLine({ passed: 12, failed: 0, skipped: [] })).toBe("12 passed, 0 failed");
  });

  it("counts what was skipped only where something was", () => {
    expect(lastLine({ passed: 12, failed: 1, skipped: [skip] })).toBe("12 passed, 1 failed, 1 skipped");
  });
});

describe("a run", () => {
  it("holds when something passed and nothing failed", () => {
    expect(holds({ passed: 1, failed: 0, skipped: [skip] })).toBe(true);
  });

  it("does not hold when something failed", () => {
    expect(holds({ passed: 9, failed: 1, skipped: [] })).toBe(false);
  });

  it("does not hold when nothing was looked at", () => {
    expect(holds({ passed: 0, failed: 0, skipped: [skip] })).toBe(false);
  });

  it("comes to the sum of its stages", () => {
    const one = { passed: 1, failed: 2, skipped: [skip] };
    expect(addUp([one, one])).toEqual({ passed: 2, failed: 4, skipped: [skip, skip] });
  });
});
