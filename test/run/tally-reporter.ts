import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { SkippedTest, Tally } from "./tally.ts";

/**
 * Writes what a vitest run came to, for `npm test` to count. Vitest's own JSON report leaves out why a test was
 * skipped, and errors that belong to no test.
 */
export function tallyReporter(file: string): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tallies = modules.map(tallyOf);
      const tally: Tally = {
        passed: sum(tallies.map(({ passed }) => passed)),
        failed: sum(tallies.map(({ failed }) => failed)) + unhandledErrors.length,
        skipped: tallies.flatMap(({ skipped }) => skipped),
      };
      writeFileSync(file, JSON.stringify(tally));
    },
  };
}

function tallyOf(module: TestModule): Tally {
  const tests = [...module.children.allTests()];
  const failedTests = tests.filter((test) => ["failed", "pending"].includes(test.result().state)).length;
  // A file that does not load, a worker that died, a beforeAll that threw: no test of theirs fails, so they count.
  const brokenSuites = [module, ...module.children.allSuites()].filter((it) => it.errors().length > 0).length;
  const diedSilently = module.state() === "pending" || module.state() === "queued";
  return {
    passed: tests.filter((test) => test.result().state === "passed").length,
    failed: failedTests + brokenSuites + (diedSilently && brokenSuites === 0 ? 1 : 0),
    skipped: tests.filter((test) => test.result().state === "skipped").map(skippedTest),
  };
}

function skippedTest(test: TestCase): SkippedTest {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  return {
    title: `${test.module.relativeModuleId} > ${test.fullName}`,
    reason: note ?? reasons[test.options.mode],
  };
}

/** Of a test that says none itself. One that was to run was kept from it by its file's or suite's beforeAll. */
const reasons = {
  run: "what it stands on did not begin: see the failure of its file",
  only: "what it stands on did not begin: see the failure of its file",
  queued: "its turn did not come",
  skip: "no reason given",
  todo: "to be written",
} as const;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
