import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Tally } from "./tally.ts";

const root = resolve(import.meta.dirname, "..", "..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-tally-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { tallyReporter } from ${JSON.stringify(join(import.meta.dirname, "tally-reporter.ts"))};
     export default { test: { reporters: [tallyReporter("tally.json")] } };`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

it("counts what passes and what fails", () => {
  expect(tallyOf(`it("a", () => {}); it("b", () => { throw new Error("no"); });`)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

it("counts a file that does not load as failed", () => {
  expect(tallyOf(`import "./missing.ts"; it("a", () => {});`)).toMatchObject({ passed: 0, failed: 1 });
});

it("counts a hook that throws as failed, for it takes its tests along", () => {
  const source = `describe("d", () => { beforeAll(() => { throw new Error("no"); }); it("a", () => {}); });`;
  expect(tallyOf(source).failed).toBe(1);
});

it("counts an error that belongs to no test as failed", () => {
  expect(tallyOf(`it("a", () => { Promise.reject(new Error("lost")); });`)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

it("counts a test whose worker dies as failed", () => {
  const { passed, failed } = tallyOf(`it("a", () => { process.kill(process.pid, "SIGKILL"); });`);
  expect(passed).toBe(0);
  expect(failed).toBeGreaterThan(0);
});

it("says why a test was skipped, where the test says it", () => {
  const source = `it("a", ({ skip }) => skip("no Go here")); it.skip("b"); it.todo("c");`;
  expect(tallyOf(source)).toEqual({
    passed: 0,
    failed: 0,
    skipped: [
      { title: "sample.test.ts > a", reason: "no Go here" },
      { title: "sample.test.ts > b", reason: "no reason given" },
      { title: "sample.test.ts > c", reason: "to be written" },
    ],
  });
});

it("says of a test that was kept from running that what it stands on did not begin", () => {
  const source = `describe("d", () => { beforeAll(() => { throw new Error("no"); }); it("a", () => {}); });`;
  expect(tallyOf(source).skipped).toEqual([
    {
      title: "sample.test.ts > d > a",
      reason: "what it stands on did not begin: see the failure of its file",
    },
  ]);
});

/** What a vitest run over one file with this source comes to. */
function tallyOf(source: string): Tally {
  writeFileSync(
    join(folder, "sample.test.ts"),
    `import { beforeAll, describe, it } from "vitest";\n${source}\n`,
  );
  try {
    execFileSync(join(root, "node_modules/.bin/vitest"), ["run"], { cwd: folder, stdio: "ignore" });
  } catch {
    // It ends with a failure wherever a sample fails, which most are here to do.
  }
  return JSON.parse(readFileSync(join(folder, "tally.json"), "utf8")) as Tally;
}
