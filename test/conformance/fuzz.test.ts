import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { kustomizeOracleBinary } from "#test/support/control-plane/binaries.ts";

const root = join(import.meta.dirname, "..", "..");

const minutes = 60_000;
beforeAll(async () => {
  await kustomizeOracleBinary();
}, 20 * minutes);

it.each([1, 2, 3])("three hundred random trees come out as kustomize builds them: seed %i", async (seed) => {
  const args = ["test/kustomize/fuzz-main.ts", "--seed", String(seed), "--runs", "300"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect(stdout).toContain("300 trees agree");
});
