import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { identityIn, identityOf, newKeyPair, secretData, type Identity } from "#infra/relay/link/identity.ts";
import { Link } from "#infra/relay/link/link.ts";
import { challengeText, HelloSchema, type Hello, type ToEdge } from "#shared/wire/to-edge.ts";
import type { Instruction, Payload } from "#shared/wire/to-relay.ts";
import { freePort } from "#test/support/free-port.ts";

const edgePair = generateKeyPairSync("ed25519");
const raw = (key: KeyObject) => key.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
const relayPair = newKeyPair();
const identity: Identity = identityOf(relayPair, {
  cluster: "shop",
  certificate: "the certificate",
  edgeKey: raw(edgePair.publicKey),
});

/** The far end, by the test's hand: it may say anything. */
let http: Server;
let edge: WebSocketServer;
let link: Link;
let obeyed: Instruction[];
let logged: string[];
let unknown: number;
let lost: number;
let running: Promise<void>;

beforeEach(async () => {
  obeyed = [];
  logged = [];
  unknown = 0;
  lost = 0;
  const port = await freePort();
  http = createServer((_, response) => response.writeHead(404).end());
  edge = new WebSocketServer({ noServer: true });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  link = new Link({
    edge: new URL(`http://127.0.0.1:${port}`),
    identity: async () => identity,
    unknown: async () => void unknown++,
    heads: () => [{ uid: "apps-uid", head: "job-1" }],
    obey: (instruction) => obeyed.push(instruction),
    lost: () => void lost++,
    log: (line) => logged.push(line),
  });
});

afterEach(async () => {
  link.close();
  for (const client of edge.clients) client.terminate();
  http.closeAllConnections();
  http.close();
  await running;
});

function acceptAll(): void {
  http.on("upgrade", (request, socket, head) => {
    edge.handleUpgrade(request, socket, head, (client) => edge.emit("connection", client, request));
  });
}

type Talk = { readonly socket: WebSocket; readonly hello: Hello; readonly certificate: string | undefined };

/** A relay that has dialled in and said hello. */
async function greeted(): Promise<Talk> {
  acceptAll();
  const connected = once(edge, "connection");
  running = link.run();
  const [socket, request] = (await connected) as [WebSocket, { headers: Record<string, string> }];
  socket.send(JSON.stringify({ type: "challenge", nonce: "a nonce" }));
  return {
    socket,
    hello: HelloSchema.parse(await heard(socket)),
    certificate: request.headers["authorization"],
  };
}

async function heard(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString());
}

function signed(payload: Payload, by: KeyObject = edgePair.privateKey): string {
  const text = JSON.stringify(payload);
  return envelope(text, sign(null, Buffer.from(text), by).toString("base64"));
}

const envelope = (payload: string, signature: string) =>
  JSON.stringify({ type: "signed", payload, signature });
const welcome: Instruction = { type: "welcome", version: 1 };
const audit: Instruction = { type: "audit", kustomizations: [] };

/** Sends something, then a good instruction, and waits for that one: what came before was heard too. */
async function obeyedOf({ socket, hello: { session } }: Talk, ...texts: readonly string[]) {
  for (const text of texts) socket.send(text);
  socket.send(signed({ session, sequence: 1_000, instruction: { type: "unsupported", what: "the end" } }));
  await vi.waitFor(() => expect(obeyed.at(-1)).toEqual({ type: "unsupported", what: "the end" }));
  return obeyed.slice(0, -1);
}

describe("a relay that dials in", () => {
  it("shows its certificate, and proves that it holds the key", async () => {
    const { hello, certificate } = await greeted();
    expect(certificate).toBe("Bearer the certificate");
    const der = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      Buffer.from(relayPair.publicKey, "base64"),
    ]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const text = Buffer.from(challengeText("a nonce"));
    expect(verify(null, text, key, Buffer.from(hello.proof, "base64"))).toBe(true);
    expect(hello).toMatchObject({ version: 1, heads: [{ uid: "apps-uid", head: "job-1" }] });
  });

  it("says nothing before it is welcomed", async () => {
    const talk = await greeted();
    const drift: ToEdge = { type: "drift", uid: "apps-uid", head: "job-1", missing: [], changed: [] };
    expect(link.send(drift)).toBe(false);
    await obeyedOf(talk, signed({ session: talk.hello.session, sequence: 1, instruction: welcome }));
    const next = heard(talk.socket);
    expect(link.send(drift)).toBe(true);
    expect(await next).toEqual(drift);
  });

  it("dials again when the line breaks, under another session", async () => {
    const first = await greeted();
    const connected = once(edge, "connection");
    first.socket.terminate();
    const [socket] = (await connected) as [WebSocket];
    socket.send(JSON.stringify({ type: "challenge", nonce: "another" }));
    const hello = HelloSchema.parse(await heard(socket));
    expect(hello.session).not.toBe(first.hello.session);
    expect(lost).toBe(1);
  });

  it("says so when the edge does not know its certificate, and makes no new key of its own accord", async () => {
    http.on("upgrade", (_, socket) => socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n"));
    running = link.run();
    await vi.waitFor(() => expect(unknown).toBeGreaterThan(0));
    await vi.waitFor(() => expect(logged).toContain("link: the edge refused the connection (HTTP 401)"));
  });

  it("says what to do when it was shut out", async () => {
    http.on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
    running = link.run();
    await vi.waitFor(() => expect(logged[0]).toMatch(/HTTP 403.* shut out\. Delete Secret plumbline-relay/));
    expect(unknown).toBe(0);
  });

  it("says why the edge hung up, and dials again", async () => {
    const { socket } = await greeted();
    const connected = once(edge, "connection");
    socket.close(4001, "another relay took over");
    await connected;
    expect(logged[0]).toMatch(/^link: the edge at http:\S+: it hung up \(4001 another relay took over\)$/);
  });

  it("says so when nobody answers at the edge's address", async () => {
    http.close();
    await once(http, "close");
    running = link.run();
    await vi.waitFor(() => expect(logged[0]).toMatch(/^link: the edge at http:\S+: connect ECONNREFUSED/));
  });

  it("ends when it is told to, and says nothing of it", async () => {
    await greeted();
    link.close();
    await running;
    expect([lost, logged]).toEqual([1, []]);
  });
});

describe("an instruction", () => {
  it("that the edge signed for this session is obeyed, in order", async () => {
    const talk = await greeted();
    const { session } = talk.hello;
    const texts = [welcome, audit].map((instruction, at) =>
      signed({ session, sequence: at + 1, instruction }),
    );
    expect(await obeyedOf(talk, ...texts)).toEqual([welcome, audit]);
  });

  it("that somebody else signed is not", async () => {
    const talk = await greeted();
    const stranger = generateKeyPairSync("ed25519").privateKey;
    const { session } = talk.hello;
    expect(await obeyedOf(talk, signed({ session, sequence: 1, instruction: audit }, stranger))).toEqual([]);
    expect(logged).toContain("link: an instruction whose signature is not the edge's was refused");
  });

  it.each(["", "no base64!", Buffer.alloc(64).toString("base64")])(
    "with the signature %o is not",
    async (signature) => {
      const talk = await greeted();
      const payload = JSON.stringify({ session: talk.hello.session, sequence: 1, instruction: audit });
      expect(await obeyedOf(talk, envelope(payload, signature))).toEqual([]);
    },
  );

  it("whose text was changed after it was signed is not", async () => {
    const talk = await greeted();
    const text = signed({ session: talk.hello.session, sequence: 1, instruction: audit });
    expect(await obeyedOf(talk, text.replace("audit", "welcome"))).toEqual([]);
  });

  it("that comes again is not obeyed again", async () => {
    const talk = await greeted();
    const text = signed({ session: talk.hello.session, sequence: 1, instruction: audit });
    expect(await obeyedOf(talk, text, text)).toEqual([audit]);
    expect(logged).toContain("link: an instruction of another time was refused");
  });

  it("that was overtaken is not", async () => {
    const talk = await greeted();
    const { session } = talk.hello;
    const later = signed({ session, sequence: 2, instruction: welcome });
    const earlier = signed({ session, sequence: 1, instruction: audit });
    expect(await obeyedOf(talk, later, earlier)).toEqual([welcome]);
  });

  it("of another session is not: it was recorded", async () => {
    const talk = await greeted();
    const session = "a session of yesterday";
    expect(await obeyedOf(talk, signed({ session, sequence: 1, instruction: audit }))).toEqual([]);
  });

  it("that is not under signature is not", async () => {
    const talk = await greeted();
    expect(await obeyedOf(talk, JSON.stringify(audit), "nonsense", "[]")).toEqual([]);
    expect(logged).toContain("link: a message that is none of ours was ignored");
  });

  it("of a kind that this relay does not know is passed over, and the talk goes on", async () => {
    const talk = await greeted();
    const instruction = { type: "sing" } as unknown as Instruction;
    expect(await obeyedOf(talk, signed({ session: talk.hello.session, sequence: 1, instruction }))).toEqual(
      [],
    );
    expect(logged).toContain("link: an instruction of a kind that we do not know was ignored");
  });
});

describe("a relay's identity", () => {
  it("is kept in a Secret and read back whole", () => {
    const kept = identityIn(secretData(identity));
    expect(kept?.privateKey.reveal()).toBe(identity.privateKey.reveal());
    expect(kept?.certificate.reveal()).toBe("the certificate");
    expect(kept).toMatchObject({ cluster: "shop", edgeKey: identity.edgeKey });
  });

  it("is none when something of it is missing", () => {
    const { privateKey: _, ...rest } = secretData(identity);
    expect(identityIn(rest)).toBeUndefined();
  });

  it("shows neither key nor certificate when it is printed", () => {
    const text = JSON.stringify(identity);
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).not.toContain("the certificate");
  });
});
