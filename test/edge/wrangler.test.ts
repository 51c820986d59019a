import { spawn, execFile, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { challengeText } from "#shared/wire/to-edge.ts";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/until.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const wrangler = join(project, "node_modules/.bin/wrangler");
const quiet = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CI: "true",
};
const adminToken = "admin-token-of-this-test";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-wrangler-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("wrangler deploy", () => {
  it("takes the bundle as it is, in a dry run", async () => {
    const args = ["deploy", "--dry-run", "--outdir", join(folder, "out")];
    const { stdout } = await promisify(execFile)(wrangler, args, { cwd: project, env: quiet });
    expect(stdout).toContain("env.REPOSITORY");
    expect((await stat(join(folder, "out", "worker.js"))).size).toBeGreaterThan(50_000);
  });
});

describe("wrangler dev", () => {
  let dev: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    const inspector = await freePort();
    url = `http://127.0.0.1:${port}`;
    const vars = { EDGE_KEY: btoa("k".repeat(32)), ADMIN_TOKEN: adminToken, GITHUB_WEBHOOK_SECRET: "hook" };
    const args = ["dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", String(inspector)];
    const given = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
    const state = ["--persist-to", join(folder, "state")];
    // A process group of its own: wrangler has children, and all of them are ended together.
    dev = spawn(wrangler, [...args, ...given, ...state], {
      cwd: project,
      env: quiet,
      stdio: "ignore",
      detached: true,
    });
    await until("wrangler dev", async () => (await fetch(`${url}/healthz`)).ok, {
      within: 60_000,
      every: 100,
    });
  }, 90_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => dev.once("exit", resolve));
    if (dev.pid !== undefined && dev.exitCode === null) process.kill(-dev.pid, "SIGTERM");
    await ended;
  });

  it("runs the same edge: a relay enrols, proves itself and is welcomed", async () => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const drawn = await fetch(`${url}/clusters/demo/enrolments`, { method: "POST", headers });
    const { token }: { token: string } = JSON.parse(await drawn.text());
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
    const enrolled = await fetch(`${url}/enrol`, {
      method: "POST",
      body: JSON.stringify({ token, publicKey: raw }),
    });
    const { certificate }: { certificate: string } = JSON.parse(await enrolled.text());

    const socket = new WebSocket(`${url.replace("http", "ws")}/relay`, {
      headers: { authorization: `Bearer ${certificate}` },
    });
    const welcome = await new Promise<string>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (data: Buffer) => {
        const message: { type: string; nonce?: string; payload?: string } = JSON.parse(data.toString());
        if (message.type === "signed") resolve(message.payload ?? "");
        if (message.type !== "challenge") return;
        const proof = sign(null, Buffer.from(challengeText(message.nonce ?? "")), privateKey).toString(
          "base64",
        );
        socket.send(
          JSON.stringify({ type: "hello", version: 1, proof, session: "a-session-of-this-test", heads: [] }),
        );
      });
    });
    socket.close();
    expect(JSON.parse(welcome)).toMatchObject({
      session: "a-session-of-this-test",
      instruction: { type: "welcome" },
    });
  });

  it("is ticked by the cron trigger", async () => {
    const answer = await fetch(`${url}/cdn-cgi/handler/scheduled`);
    expect(answer.status).toBe(200);
  });
});
