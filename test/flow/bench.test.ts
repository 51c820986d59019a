import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { figures } from "#test/bench/figures.ts";

const main = fileURLToPath(new URL("../bench/main.ts", import.meta.url));

function bench(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });
}

describe("npm run bench", () => {
  it("prints one JSON line for each figure, each of them a known one with bar and goal", async () => {
    const { code, out, err } = await bench("--quick", "--json", "--only", "push", "--objects", "10");
    expect(code, err).toBe(0);
    const lines: { figure: string; value: number; unit: string; met: boolean }[] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ figure }) => figure)).toEqual(["push/10/p50", "push/10/requests"]);
    for (const { figure, value, ...rest } of lines) {
      const known = figures.find(({ name }) => name === figure);
      expect(value).toBeGreaterThan(0);
      expect(rest).toMatchObject({ unit: known?.unit, bar: known?.bar, goal: known?.goal });
    }
  });

  it("says so when it is asked for a figure that there is not", async () => {
    const { code, err } = await bench("--only", "speed");
    expect(code).toBe(2);
    expect(err).toContain("see --help");
  });
});
