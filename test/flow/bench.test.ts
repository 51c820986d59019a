import { describe, expect, it } from "vitest";
import { benchCommand } from "#test/bench/bench-command.ts";
import { figures } from "#test/bench/figures.ts";
import { missedBeside } from "#test/bench/missed-beside.ts";

describe("npm run bench", () => {
  it("prints one JSON line for each figure, each of them a known one with bar and goal", async () => {
    const { code, out, err } = await benchCommand("--quick", "--json", "--only", "push", "--objects", "10");
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
    const { code, err } = await benchCommand("--only", "speed");
    expect(code).toBe(2);
    expect(err).toContain("see --help");
  });

  it("answers an option that there is not with a line and code 2", async () => {
    expect(await benchCommand("--fast")).toEqual({
      code: 2,
      out: "",
      err: expect.stringMatching(/^[^\n]*'--fast'[^\n]*See npm run bench -- --help\n$/),
    });
  });
});

describe("what no figure of its own says", () => {
  const pushes = (name: "push/10/p50" | "push/1000/p50", p95: number) => ({
    name,
    value: 50,
    detail: { p95, p95Met: p95 <= 500 },
  });
  const requests = (name: "push/10/requests" | "push/1000/requests", value: number) => ({
    name,
    value,
    detail: {},
  });

  it("is told of where the slowest pushes are too slow", () => {
    expect(missedBeside([pushes("push/10/p50", 501), pushes("push/1000/p50", 501)])).toEqual([
      "push/10/p95 (501 ms)",
    ]);
  });

  it("is told of where requests grow with the repository", () => {
    const grown = [requests("push/10/requests", 7), requests("push/1000/requests", 8)];
    expect(missedBeside(grown)).toEqual([
      "requests that grow with the repository (push/10/requests 7, push/1000/requests 8)",
    ]);
  });

  it("is nothing where all is well", () => {
    const well = [requests("push/10/requests", 7), requests("push/1000/requests", 7)];
    expect(missedBeside([...well, pushes("push/10/p50", 74)])).toEqual([]);
  });
});
