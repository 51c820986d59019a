import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "#shared/model/secret.ts";

const secret = new Secret("hunter2");

describe("a secret", () => {
  it.each<[string, () => string]>([
    ["as a text", () => String(secret)],
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the slip that this is about
    ["in a template", () => `${secret}`],
    ["as JSON", () => JSON.stringify({ secret })],
    ["in the console", () => inspect(secret)],
    [
      "in the console, deep within and with all that is hidden",
      () => inspect({ a: [{ secret }] }, { depth: 9, showHidden: true }),
    ],
    ["in an error", () => inspect(new Error("refused", { cause: secret }))],
  ])("reads [secret] %s", (_where, print) => {
    expect(print()).toContain("[secret]");
    expect(print()).not.toContain("hunter2");
  });

  it("has no member that holds it", () => {
    expect(Object.values(secret)).toEqual([]);
    expect(JSON.stringify(Object.assign({}, secret))).toBe("{}");
  });

  it("is told to the one who asks for it", () => {
    expect(secret.reveal()).toBe("hunter2");
  });
});
