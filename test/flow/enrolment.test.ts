import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "#infra/edge/bundle.ts";
import { startEdge, type Edge } from "#infra/edge/launcher.ts";
import { Secret } from "#shared/model/secret.ts";
import { freePort } from "#test/support/free-port.ts";
import { closeCodeOf, dialRelay } from "./relay-dial.ts";

// What concerns the edge alone needs no cluster: two edges that do not know each other.
const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const adminToken = randomBytes(32).toString("base64");
let folder = "";
let edge: Edge;
let another: Edge;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-flow-"));
  const { worker } = await bundle(project);
  const start = async (name: string): Promise<Edge> =>
    startEdge({
      worker,
      folder: join(folder, name),
      port: await freePort(),
      edgeKey: new Secret(randomBytes(32).toString("base64")),
      adminToken: new Secret(adminToken),
      webhookSecret: new Secret(""),
      patrolSeconds: 0,
      log: () => undefined,
    });
  edge = await start("edge");
  another = await start("another");
});
afterAll(async () => {
  await edge?.stop();
  await another?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Answer = { readonly status: number; readonly body: unknown };

async function post(at: Edge, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${at.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

async function tokenFor(at: Edge, cluster: string): Promise<string> {
  const { status, body } = await post(at, `/clusters/${cluster}/enrolments`);
  expect(status).toBe(201);
  return (body as { token: string }).token;
}

function newPublicKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  return publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
}

async function certificateOf(at: Edge, cluster: string): Promise<string> {
  const token = await tokenFor(at, cluster);
  const { status, body } = await post(at, "/enrol", { token, publicKey: newPublicKey() });
  expect(status).toBe(201);
  return (body as { certificate: string }).certificate;
}

const refusal = (code: string): object => ({ code, remedy: expect.stringMatching(/\w/) });

describe("an enrolment token", () => {
  it("enrols one relay, and is refused with 403 the second time", async () => {
    const token = await tokenFor(edge, "once");
    expect((await post(edge, "/enrol", { token, publicKey: newPublicKey() })).status).toBe(201);
    expect(await post(edge, "/enrol", { token, publicKey: newPublicKey() })).toEqual({
      status: 403,
      body: refusal("enrol/token-spent"),
    });
  });

  it("enrols one relay of two that use it at the same time", async () => {
    const token = await tokenFor(edge, "race");
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(edge, "/enrol", { token, publicKey: newPublicKey() })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(7);
  });

  it("is worth nothing at another edge", async () => {
    const token = await tokenFor(edge, "elsewhere");
    expect((await post(another, "/enrol", { token, publicKey: newPublicKey() })).status).toBe(403);
  });

  it("is worth nothing when a letter of it was changed", async () => {
    const token = await tokenFor(edge, "changed");
    const [body = "", signature = ""] = token.split(".");
    const other = Buffer.from(body, "base64url").toString().replace("changed", "cluster");
    const forged = `${Buffer.from(other).toString("base64url")}.${signature}`;
    expect((await post(edge, "/enrol", { token: forged, publicKey: newPublicKey() })).status).toBe(403);
    expect((await post(edge, "/enrol", { token, publicKey: newPublicKey() })).status).toBe(201);
  });

  it("is asked for in few words: more are answered 413 unread", async () => {
    const answer = await post(edge, "/enrol", { token: "x".repeat(100_000), publicKey: "" });
    expect(answer.status).toBe(413);
  });

  it("is asked for with 400 when the request makes no sense", async () => {
    for (const body of ["", "nonsense", {}, { token: 1 }])
      expect(await post(edge, "/enrol", body)).toEqual({ status: 400, body: refusal("enrol/bad-request") });
  });

  it("is drawn for names that a cluster can have, and for no others", async () => {
    for (const name of ["Upper", "-", "a".repeat(64), "a%20b", "..%2Fb"])
      expect(await post(edge, `/clusters/${name}/enrolments`)).toEqual({
        status: 400,
        body: refusal("enrol/bad-name"),
      });
  });
});

describe("a relay that dials in", () => {
  it("is refused with 401 with a certificate that another edge signed", async () => {
    const certificate = await certificateOf(another, "demo");
    const dialled = await dialRelay(edge.url, certificate);
    if ("socket" in dialled) throw new Error("the door opened");
    expect(dialled.status).toBe(401);
    expect(JSON.parse(dialled.body)).toEqual(refusal("relay/bad-certificate"));
  });

  it("is refused with 401 with a certificate whose cluster was changed", async () => {
    const [body = "", signature = ""] = (await certificateOf(edge, "mine")).split(".");
    const other = Buffer.from(body, "base64url").toString().replace('"mine"', '"demo"');
    const forged = `${Buffer.from(other).toString("base64url")}.${signature}`;
    expect(await dialRelay(edge.url, forged)).toMatchObject({ status: 401 });
  });

  it("is refused with 401 with an enrolment token, nonsense, or nothing for a certificate", async () => {
    for (const certificate of [await tokenFor(edge, "demo"), "nonsense", ".", "", undefined])
      expect(await dialRelay(edge.url, certificate)).toMatchObject({ status: 401 });
  });

  it("is hung up on when it holds the certificate and not its key", async () => {
    const dialled = await dialRelay(edge.url, await certificateOf(edge, "stolen"));
    if (!("socket" in dialled)) throw new Error(`HTTP ${dialled.status}`);
    const { socket } = dialled;
    const closed = closeCodeOf(socket);
    const session = "a-session-of-my-own-drawing";
    const proof = randomBytes(64).toString("base64");
    socket.send(JSON.stringify({ type: "hello", version: 1, proof, session, heads: [] }));
    expect(await closed).toBe(4003);
  });

  it("is hung up on when it speaks before it has said hello", async () => {
    const dialled = await dialRelay(edge.url, await certificateOf(edge, "hasty"));
    if (!("socket" in dialled)) throw new Error(`HTTP ${dialled.status}`);
    const closed = closeCodeOf(dialled.socket);
    const mirror = { type: "mirror", complete: true, resources: [], gone: [], credentials: [] };
    dialled.socket.send(JSON.stringify(mirror));
    expect(await closed).toBe(4003);
  });

  it("is refused with 403 after it was shut out, certificate and all", async () => {
    const certificate = await certificateOf(edge, "banished");
    const dialled = await dialRelay(edge.url, certificate);
    if (!("socket" in dialled)) throw new Error(`HTTP ${dialled.status}`);
    dialled.socket.terminate();
    await once(dialled.socket, "close");
    const headers = { authorization: `Bearer ${adminToken}` };
    const answer = await fetch(`${edge.url}/clusters/banished/relay`, { method: "DELETE", headers });
    expect(answer.status).toBe(204);
    expect(await dialRelay(edge.url, certificate)).toMatchObject({ status: 403 });
  });

  it("is told 426 when it dials without a WebSocket", async () => {
    const answer = await fetch(`${edge.url}/relay`);
    expect([answer.status, JSON.parse(await answer.text())]).toEqual([426, refusal("relay/no-websocket")]);
  });
});
