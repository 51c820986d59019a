import { describe, expect, it } from "vitest";
import { plainScalar, plainScalarAsWritten, plainScalarOfKustomization } from "#shared/yaml/plain-scalar.ts";

describe("an unquoted scalar of a manifest", () => {
  it.each([
    "yes",
    "no",
    "on",
    "off",
    "y",
    "N",
    "1:30",
    "0x",
    "1e",
    "_1",
    "1e400",
    "0xFFFFFFFFFFFFFFFFFF",
    "a.b",
  ])("is text when it is %s", (text) => {
    expect(plainScalar(text)).toBe(text);
  });

  it.each([
    ["0644", 420],
    ["0o14", 12],
    ["0x1F", 31],
    ["0b11", 3],
    ["1_000", 1000],
    ["+12", 12],
    ["-0", 0],
    ["089", 89],
    ["1.0", 1],
    ["1e3", 1000],
    [".5_0", 0.5],
    ["-.5", -0.5],
    ["12345678901234567890123", 1.2345678901234568e22],
  ])("%s is a number, as Go reads it", (text, number) => {
    expect(plainScalar(text)).toBe(number);
  });

  it.each([
    ["", null],
    ["~", null],
    ["Null", null],
    ["TRUE", true],
    ["False", false],
  ])("%j is a word", (text, value) => {
    expect(plainScalar(text)).toBe(value);
  });

  it("is kept whole when a double would round it", () => {
    expect(plainScalar("9223372036854775807")).toBe(9223372036854775807n);
  });

  it.each([
    ["2001-12-14", "2001-12-14T00:00:00Z"],
    ["2001-1-2 3:4:5", "2001-01-02T03:04:05Z"],
    ["2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"],
    ["2001-12-14T21:59:43.1234567891Z", "2001-12-14T21:59:43.123456789Z"],
  ])("%s is a time, printed as Go prints times", (text, time) => {
    expect(plainScalar(text)).toBe(time);
  });

  it.each(["2001-13-01", "2001-02-29", "2001-12-14T25:00:00Z", "2001-12-14 21:59:43 -5"])(
    "%s is no time, so it is text",
    (text) => {
      expect(plainScalar(text)).toBe(text);
    },
  );
});

describe("an unquoted scalar of a kustomization file", () => {
  it("knows YAML 1.1's words for true and false", () => {
    expect(["yes", "on", "Y"].map(plainScalarOfKustomization)).toEqual([true, true, true]);
    expect(["no", "off", "N"].map(plainScalarOfKustomization)).toEqual([false, false, false]);
  });

  it("keeps a date as it was written, so that it can be a tag", () => {
    expect(plainScalarOfKustomization("2024-01-01")).toBe("2024-01-01");
  });
});

describe("an unquoted number with its text", () => {
  it.each(["1.10", "0x1F", "1e3", "9007199254740993"])(
    "is kept when JSON would spell it otherwise: %s",
    (text) => {
      expect(plainScalarAsWritten(text)).toMatchObject({ text, value: plainScalar(text) });
    },
  );

  it.each(["1", "0.5", "-3", "yes", "1.2.3", ".inf"])("is what it always is otherwise: %s", (text) => {
    expect(plainScalarAsWritten(text)).toBe(plainScalar(text));
  });
});
