import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goDuration, kubeTime, parseDuration } from "#shared/model/instant.ts";

describe("a Go duration", () => {
  it.each([
    ["1h", 3_600_000],
    ["1h30m", 5_400_000],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["250ms", 250],
    ["1m0.5s", 60_500],
    ["1500us", 1.5],
    ["1500µs", 1.5],
    ["0s", 0],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(["", "10", "1d", "m", "1h ", " 1h", "-1h", "1h30", "1,5m", "one hour", "1hm"])(
    "is not %o",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    [0, "0s"],
    [0.2, "0s"],
    [87, "87ms"],
    [999.6, "1s"],
    [1_234, "1.234s"],
    [59_999, "59.999s"],
    [60_000, "1m0s"],
    [300_000, "5m0s"],
    [3_600_000, "1h0m0s"],
    [5_461_001, "1h31m1.001s"],
  ])("of %d ms is printed as %s", (milliseconds, text) => {
    expect(goDuration(milliseconds)).toBe(text);
  });

  it("is read back as the milliseconds that it was printed from", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000_000 }), (milliseconds) => {
        expect(parseDuration(goDuration(milliseconds))).toBeCloseTo(milliseconds, 6);
      }),
    );
  });
});

describe("a time in Kubernetes", () => {
  it("has whole seconds and is in UTC", () => {
    expect(kubeTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe("2026-01-02T03:04:05Z");
  });
});
