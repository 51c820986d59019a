import { describe, expect, it } from "vitest";
import { corpusCases, expectedAnswer, plumbAnswer, wordsOf } from "./corpus-case.ts";

const cases = corpusCases();

describe("the corpus of kustomize's own cases", () => {
  if (cases.length === 0) it("is built to the byte", ({ skip }) => skip("skipped: no corpus here"));
  else it("is here in full", () => expect(cases).toHaveLength(253));

  it.for(cases.filter(({ outcome }) => outcome === "ok"))("builds $name", async (one) => {
    for (const order of ["as asked", "by default"] as const)
      expect(await plumbAnswer(one, order)).toEqual(expectedAnswer(one, order));
  });

  it.for(cases.filter(({ outcome }) => outcome === "error"))("refuses $name", async (one) => {
    expect(await plumbAnswer(one, "as asked")).toEqual({ error: expect.stringContaining(wordsOf(one)) });
  });
});
