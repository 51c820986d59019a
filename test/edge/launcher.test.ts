import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "#infra/edge/bundle.ts";
import { startEdge, type Edge, type EdgeOptions } from "#infra/edge/launcher.ts";
import { Secret } from "#shared/model/secret.ts";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/until.ts";

const project = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const edges: Edge[] = [];
let folder: string;
let options: Omit<EdgeOptions, "port">;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-edge-"));
  options = {
    worker: (await bundle(project)).worker,
    folder,
    edgeKey: new Secret(randomBytes(32).toString("base64")),
    adminToken: new Secret("the admin's token"),
    webhookSecret: new Secret("the webhook's secret"),
    patrolSeconds: 0,
    log: () => undefined,
  };
});

afterEach(() => Promise.all(edges.splice(0).map((edge) => edge.stop())));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(change: Partial<EdgeOptions> = {}): Promise<Edge> {
  const edge = await startEdge({ ...options, port: await freePort(), ...change });
  edges.push(edge);
  return edge;
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
};

const authorization = "Bearer the admin's token";

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function ask(edge: Edge, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(edge.url + path, { headers: { authorization }, ...init });
  return { status: answer.status, body: (await answer.json()) as Answer["body"] };
}

/** Enrols a relay, which is what the edge then has to remember. */
async function enrol(
  edge: Edge,
  cluster: string,
  token?: string,
): Promise<{ status: number; token: string }> {
  const drawn =
    token ?? String((await ask(edge, `/clusters/${cluster}/enrolments`, { method: "POST" })).body["token"]);
  const body = JSON.stringify({ token: drawn, publicKey: btoa("k".repeat(32)) });
  const { status } = await ask(edge, "/enrol", { method: "POST", body });
  return { status, token: drawn };
}

describe("the edge on this machine", () => {
  it("answers as soon as it is said to be there", async () => {
    const answer = await fetch(`${(await start()).url}/healthz`);
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
  });

  it("remembers over a restart, down to the tokens that were spent", async () => {
    const first = await start();
    const { token, status } = await enrol(first, "shop");
    expect(status).toBe(201);
    await first.stop();
    const second = await start();
    expect((await ask(second, "/clusters")).body).toEqual({ clusters: ["shop"] });
    expect((await enrol(second, "shop", token)).status).toBe(403);
  });

  it("remembers though it was killed", async () => {
    const first = await start();
    await enrol(first, "killed");
    await first.stop("SIGKILL");
    const { body } = await ask(await start(), "/clusters");
    expect(body["clusters"]).toContain("killed");
  });

  it("is gone when it was told to stop", async () => {
    const edge = await start();
    expect(isRunning(edge.pid)).toBe(true);
    await edge.stop();
    expect(isRunning(edge.pid)).toBe(false);
    await expect(fetch(`${edge.url}/healthz`)).rejects.toThrow();
  });

  it("may be told to stop twice", async () => {
    const edge = await start();
    await edge.stop();
    await expect(edge.stop()).resolves.toBeUndefined();
  });

  it("says so at once when its port is taken, and by whom to ask: the log", async () => {
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    try {
      const began = Date.now();
      await expect(start({ port })).rejects.toThrow(/workerd ended at once .*: see .*edge\.log/);
      expect(Date.now() - began).toBeLessThan(5_000);
    } finally {
      other.close();
    }
  });

  it("is not mistaken for another that answers at the same port", async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    const another = await mkdtemp(join(tmpdir(), "plumbline-edge-"));
    try {
      await expect(start({ port, folder: another })).rejects.toThrow("workerd ended at once");
    } finally {
      await rm(another, { recursive: true, force: true });
    }
  });

  it("writes none of its secrets into its config", async () => {
    await start();
    const config = await readFile(join(folder, "edge.capnp"), "utf8");
    for (const secret of [options.edgeKey, options.adminToken, options.webhookSecret])
      expect(config).not.toContain(secret.reveal());
  });

  it("makes its rounds by the clock that it was given", async () => {
    const logged: string[] = [];
    const edge = await start({
      patrolSeconds: 0.1,
      adminToken: new Secret("another"),
      log: (line) => logged.push(line),
    });
    await edge.patrol();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(logged).toEqual([]);
    await edge.stop("SIGKILL");
  });

  it("logs a round that failed, and goes on", async () => {
    const logged: string[] = [];
    const edge = await start({ patrolSeconds: 0.1, log: (line) => logged.push(line) });
    process.kill(edge.pid, "SIGKILL");
    await until("two lines", async () => logged.length > 1);
    expect(logged[0]).toMatch(/^patrol: /);
  });
});
