import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { startOracle } from "#test/support/kustomize/oracle.ts";
import { difference } from "./difference.ts";
import { randomKustomization } from "./random-kustomization.ts";

const usage = `npm run fuzz:kustomize -- [--seed N] [--runs N]

Builds random trees of kustomizations with our engine and with the real kustomize, and compares every byte.
What differs is shrunk to the smallest tree that still does, printed, and the exit code is 1.`;

const { values } = parseArgs({
  options: { seed: { type: "string" }, runs: { type: "string" }, help: { type: "boolean", short: "h" } },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const runs = Number(values.runs ?? 1_000);
const oracle = await startOracle();
let done = 0;
let built = 0;
const began = performance.now();
const result = await fc.check(
  fc.asyncProperty(randomKustomization(), async (tree) => {
    const found = await difference(oracle, tree, "top");
    if (++done % 1_000 === 0) console.error(`${done} trees, ${built} of them built …`);
    if (found.both === "built") built++;
    if (found.text !== undefined) throw new Error(found.text);
  }),
  { seed, numRuns: runs, ...(process.env["FUZZ_PATH"] ? { path: process.env["FUZZ_PATH"] } : {}) },
);
await oracle.stop();
const seconds = ((performance.now() - began) / 1_000).toFixed(1);
if (!result.failed) {
  console.log(`${runs} trees agree (seed ${seed}, ${built} built, the others refused by both, ${seconds} s)`);
} else {
  const [tree] = result.counterexample ?? [{}];
  for (const [path, text] of Object.entries(tree))
    if (!/(?:note\.txt|vars\.env|config\.yaml)$/.test(path)) console.log(`# ${path}\n${text}`);
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : "");
  console.log(
    `\nAfter ${result.numRuns} trees (seed ${result.seed}, shrunk ${result.numShrinks} times): they differ.`,
  );
  process.exitCode = 1;
}
