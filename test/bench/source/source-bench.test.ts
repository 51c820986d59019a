import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pushIn } from "#functions/receive/github-push.ts";
import { headerSigns } from "#functions/receive/signature.ts";
import { Secret } from "#shared/model/secret.ts";
import { benchCommand } from "#test/bench/bench-command.ts";
import { figures, sectionOf } from "#test/bench/figures.ts";
import { HookCaller, hookCall } from "./hook-call.ts";
import { underLoad } from "./load.ts";
import { changeOf, monorepo, sizes } from "./monorepo.ts";
import { processorTimeOf } from "./processor-time.ts";
import { hostTime } from "./stage.ts";

const call = hookCall({
  url: "https://git.example.com/team/app.git",
  after: "a".repeat(40),
  webhookSecret: "s",
});

describe("the repositories that sources are measured on", () => {
  it.each(sizes)("have %i files, and no folder with all of them", (size) => {
    const paths = Object.keys(monorepo(size));
    expect(paths).toHaveLength(size);
    const folders = paths.map((path) => path.slice(0, path.lastIndexOf("/")));
    expect(new Set(folders).size).toBe(size / 20);
  });

  it("change in one file each turn, and in another the next time", () => {
    const files = monorepo(2_000);
    const changed = [1, 2, 3].flatMap((turn) => Object.entries(changeOf(2_000, turn)));
    for (const [path, text] of changed) {
      expect(files[path]).toBeDefined();
      expect(files[path]).not.toBe(text);
    }
    expect(new Set(changed.map(([path]) => path)).size).toBe(3);
  });
});

describe("the deliveries that doors are measured with", () => {
  it("are GitHub's own in size and form, and signed", async () => {
    expect(call.body.length).toBeGreaterThan(5_000);
    const push = { repository: "git.example.com/team/app", ref: "refs/heads/main", after: "a".repeat(40) };
    expect(pushIn(JSON.parse(call.body))).toEqual(push);
    const signed = { header: call.signature, token: new Secret("s") };
    expect(await headerSigns(new TextEncoder().encode(call.body), signed)).toBe(true);
  });

  describe("when they are sent", () => {
    const names = new Set<unknown>();
    const server = createServer((request, response) => {
      names.add(request.headers["x-github-delivery"]);
      request.resume().on("end", () => response.writeHead(202).end());
    });
    beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
    afterAll(() => void server.close());

    it("have a name of their own each, and each answer is counted", async () => {
      const caller = new HookCaller(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 4);
      const { answers, milliseconds } = await underLoad({ caller, lanes: 4, seconds: 0.2, calls: [call] });
      caller.close();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      expect(names.size).toBe(answers.length);
      expect(milliseconds).toBeGreaterThanOrEqual(200);
    });
  });
});

describe("what is taken of a machine", () => {
  it("is counted once where two requests were answered at the same time", async () => {
    const about = { method: "POST", url: "/", bytesIn: 0, bytes: () => 0 };
    const request = (began: number, took: number) => ({ ...about, began, answered: Promise.resolve(took) });
    expect(await hostTime([request(50, 10), request(0, 20), request(10, 20), request(12, 3)])).toBe(40);
  });

  it("is told of this very process", async () => {
    const before = await processorTimeOf(process.pid);
    for (const end = Date.now() + 200; Date.now() < end;);
    const used = (await processorTimeOf(process.pid)) - before;
    expect(used).toBeGreaterThan(20);
    expect(used).toBeLessThan(2_000);
  });
});

describe("npm run bench -- source", () => {
  it("gives every figure of sources, and beside each what it is measured against", async () => {
    const { code, out, err } = await benchCommand("source", "--quick", "--json");
    expect(code, err).toBe(0);
    const lines: { figure: string; value: number; unit: string; bar: string; goal: string }[] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const wanted = figures.filter(({ name }) => sectionOf(name) === "source");
    expect(lines.map(({ figure }) => figure).sort()).toEqual(wanted.map(({ name }) => name).sort());
    for (const { figure, value, unit, bar, goal } of lines) {
      expect(value).toBeGreaterThan(0);
      expect(wanted.find(({ name }) => name === figure)).toMatchObject({ unit, bar, goal });
    }
  }, 300_000);
});
