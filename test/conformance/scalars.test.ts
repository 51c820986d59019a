import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";
import { startOracle, type Oracle } from "#test/support/kustomize/oracle.ts";
import { ourAnswer } from "./answers.ts";

const minutes = 60_000;
let oracle: Oracle | undefined;
beforeAll(async () => {
  oracle = await startOracle();
}, 20 * minutes);
afterAll(() => oracle?.stop());

it("kustomize takes three thousand unquoted words for the same", async () => {
  const letters = "0123456789012345678901_+-.eExXoObBtTzZ:aAfFnNulLsrR~yY".split("");
  const word = fc
    .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 })
    .map((word) => word.join(""))
    .filter((word) => !/^-$|:$|^---/.test(word) && isJson(plainScalar(word)));
  const list = fc.sample(word, { numRuns: 3_000, seed: 20_261 }).map((word) => `- v: ${word}\n`);
  const files = {
    "kustomization.yaml": "resources: [a.yaml]\n",
    "a.yaml": `apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec:\n${list.join("")}`,
  };
  expect(ourAnswer({ shows: "", files }, "none")).toEqual(await oracle?.ask({ files, path: "" }));
});

function isJson(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : typeof value !== "bigint";
}
