import { describe, expect, it } from "vitest";
import { newestVersions, parseConstraint } from "#shared/policy/semver.ts";
import { compareVersions, parseVersion } from "#shared/policy/version.ts";

function newest(constraint: string, ...tags: readonly string[]): readonly string[] {
  const parsed = parseConstraint(constraint);
  if (!parsed.ok) throw new Error(parsed.failures[0]?.message);
  return newestVersions(tags, parsed.value);
}

describe("the newest version in a range", () => {
  it("is chosen by number, with or without a leading v", () => {
    expect(newest(">=1.0.0 <2.0.0", "1.9.0", "v1.10.0", "2.0.0", "nightly")).toEqual(["v1.10.0"]);
  });

  it("is a pre-release only where the range names one", () => {
    expect(newest(">=1.0.0", "1.0.0", "1.1.0-rc.1")).toEqual(["1.0.0"]);
    expect(newest(">=1.0.0-0", "1.0.0", "1.1.0-rc.1")).toEqual(["1.1.0-rc.1"]);
    expect(newest(">=2.0.0-0 || 1.x", "1.1.0-rc.1")).toEqual([]);
  });

  it("is several tags where they differ in what follows a plus, or in a v", () => {
    expect(newest("1.x", "1.2.0+a", "1.2.0+b", "v1.2.0", "1.1.9")).toEqual(["1.2.0+a", "1.2.0+b", "v1.2.0"]);
  });

  it("is read from tags with two dots alone", () => {
    expect(newest("*", "v2", "v2.1", "1.0.0")).toEqual(["1.0.0"]);
  });
});

it("numbers too large for a double are told apart", () => {
  const [a, b] = [parseVersion("1.0.9007199254740993"), parseVersion("1.0.9007199254740992")];
  expect(a && b && compareVersions(a, b)).toBeGreaterThan(0);
});

describe("a range that nobody can read", () => {
  it.each(["", "latest", "1.2.3.4", ">= 1.0.0,", "1.0.0 <", "1|2"])(
    "%j is refused with a way to write it",
    (text) => {
      const parsed = parseConstraint(text);
      expect(parsed).toMatchObject({ ok: false, failures: [{ code: "policy/semver-unreadable" }] });
    },
  );

  it("is refused at once, however it is built to take long", () => {
    for (const unit of [" ", ", ", "1 ", "1. ", "- ", "1-a.", "1 - ", "1  -", "x|"])
      for (const length of [900, 1_000_000])
        expect(parseConstraint(`${unit.repeat(length / unit.length)}!`).ok).toBe(false);
  });
});
