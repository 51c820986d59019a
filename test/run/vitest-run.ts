import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { Tally } from "./tally.ts";

/** Runs the named vitest projects. */
export async function runTests(names: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-tally-"));
  const file = join(folder, "tally.json");
  try {
    const only = names.map((name) => `--project=${name}`);
    const exitCode = await runCommand(["vitest", "run", ...only], { PLUMBLINE_TALLY: file });
    return asJudged(existsSync(file) ? readTally(file) : nothing, exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nothing: Tally = { passed: 0, failed: 0, skipped: [] };

function readTally(file: string): Tally {
  return JSON.parse(readFileSync(file, "utf8")) as Tally;
}

/** Vitest may fail without any test failing (no test found, its own crash): that counts as one failure. */
function asJudged(tally: Tally, exitCode: number): Tally {
  if (tally.failed > 0) return tally;
  if (exitCode !== 0) {
    console.log(`vitest ended with exit code ${exitCode} though no test failed: see its output above.`);
    return { ...tally, failed: 1 };
  }
  if (tally.passed > 0) return tally;
  console.log("No test ran.");
  return { ...tally, failed: 1 };
}
