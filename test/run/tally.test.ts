import { describe, expect, it } from "vitest";
import { addUp, holds, lastLine, skippedLines } from "./tally.ts";

const skip = { title: "a relay on Windows", reason: "no Windows here" };

describe("the last line", () => {
  it("counts what passed and what failed", () => {
    expect(lastLine({ passed: 12, failed: 0, skipped: [] })).toBe("12 passed, 0 failed");
  });

  it("counts what was skipped only where something was", () => {
    expect(lastLine({ passed: 12, failed: 1, skipped: [skip] })).toBe("12 passed, 1 failed, 1 skipped");
  });
});

describe("what was skipped", () => {
  it("is named test by test, each with its reason", () => {
    expect(skippedLines([skip])).toEqual(["  a relay on Windows", "      because: no Windows here"]);
  });

  it("is named by its file where many were skipped for one reason", () => {
    const many = ["a", "b", "c", "d"].map((name) => ({
      title: `flow.test.ts > ${name}`,
      reason: "no cluster here",
    }));
    expect(skippedLines([...many, skip])).toEqual([
      "  flow.test.ts: 4 tests",
      "      because: no cluster here",
      "  a relay on Windows",
      "      because: no Windows here",
    ]);
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
