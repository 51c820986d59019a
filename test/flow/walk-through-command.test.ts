import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { steps } from "#test/walkthrough/steps.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const program = `${project}test/walkthrough/main.ts`;

let child: ChildProcess | undefined;
afterAll(() => {
  if (child?.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
});

/** As `npm start -- --once --json` runs it. */
async function walkOnce(): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const started = spawn(process.execPath, [program, "--once", "--json"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  let stdout = "";
  let stderr = "";
  started.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  started.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code]: unknown[] = await once(started, "close");
  return { code, stdout, stderr };
}

describe("npm start -- --once --json", () => {
  it("ends with 0 and prints one line of JSON for each step, with its milliseconds", async () => {
    const { code, stdout, stderr } = await walkOnce();
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    const told: unknown[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told).toEqual(
      steps.map(({ title }, index) => ({ step: index + 1, title, ms: expect.any(Number), ok: true })),
    );
  });
});
