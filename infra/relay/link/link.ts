import { randomUUID, type KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, type RawData } from "ws";
import { challengeText, WIRE_VERSION, type ToEdge } from "#shared/wire/to-edge.ts";
import { PayloadSchema, ToRelaySchema, type Envelope, type Instruction } from "#shared/wire/to-relay.ts";
import { edgeKeyOf, signedAs, signedByEdge, type Identity } from "./identity.ts";

export type LinkParts = {
  readonly edge: URL;
  readonly identity: () => Promise<Identity>;
  /** The edge does not know our certificate. */
  readonly unknown: () => void;
  /** The jobs that we remember as done last, by Kustomization. */
  readonly heads: () => { uid: string; head: string }[];
  readonly obey: (instruction: Instruction) => void;
  readonly lost: () => void;
  readonly log: (line: string) => void;
};

const largestFrame = 32 * 1024 * 1024;
const pingEvery = 20_000;
const silence = 50_000;

/** The relay's one connection to the edge: dialled out, proved, kept alive, dialled again when it breaks. */
export class Link {
  readonly #parts: LinkParts;
  #socket: WebSocket | undefined;
  #welcomed = false;
  #closed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** False while the edge has not welcomed us: what is said then would go nowhere. */
  send(message: ToEdge): boolean {
    if (!this.#welcomed || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Dials for as long as the relay lives. */
  async run(): Promise<void> {
    let wait = 250;
    while (!this.#closed) {
      const began = Date.now();
      try {
        await this.#talk();
      } catch (error) {
        this.#parts.log(`link: ${error instanceof Error ? error.message : String(error)}`);
      }
      this.#welcomed = false;
      this.#parts.lost();
      if (this.#closed) return;
      wait = Date.now() - began > 60_000 ? 250 : Math.min(wait * 2, 30_000);
      await sleep(wait / 2 + (Math.random() * wait) / 2);
    }
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close(1000, "the relay stops");
  }

  async #talk(): Promise<void> {
    const identity = await this.#parts.identity();
    const url = new URL("/relay", this.#parts.edge);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const headers = { authorization: `Bearer ${identity.certificate.reveal()}` };
    const socket = new WebSocket(url, { headers, maxPayload: largestFrame, handshakeTimeout: 10_000 });
    this.#socket = socket;
    const session = new Session(identity, this.#parts);
    let heardAt = Date.now();
    const pulse = setInterval(() => {
      // The far end may go silent without a close: then the line is cut from here.
      if (Date.now() - heardAt > silence) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.send("ping");
    }, pingEvery);
    let refused = 0;
    socket.on("unexpected-response", (_, response) => {
      refused = response.statusCode ?? 0;
      socket.terminate();
    });
    socket.on("message", (data) => {
      heardAt = Date.now();
      const answer = session.hear(textOf(data));
      if (answer) socket.send(JSON.stringify(answer));
      this.#welcomed ||= session.welcomed;
      for (const instruction of session.take()) this.#parts.obey(instruction);
    });
    try {
      await new Promise<void>((resolve) => socket.on("close", resolve).on("error", () => undefined));
    } finally {
      clearInterval(pulse);
    }
    if (refused === 401) this.#parts.unknown();
    if (refused > 0) throw new Error(`the edge refused the connection (HTTP ${refused})`);
  }
}

/** One conversation: it answers the challenge, and lets nothing through that the edge did not sign for it. */
class Session {
  readonly #id = randomUUID();
  readonly #identity: Identity;
  readonly #key: KeyObject;
  readonly #parts: Pick<LinkParts, "heads" | "log">;
  #instructions: Instruction[] = [];
  #sequence = 0;
  welcomed = false;

  constructor(identity: Identity, parts: Pick<LinkParts, "heads" | "log">) {
    this.#identity = identity;
    this.#key = edgeKeyOf(identity);
    this.#parts = parts;
  }

  take(): Instruction[] {
    const taken = this.#instructions;
    this.#instructions = [];
    return taken;
  }

  hear(text: string): ToEdge | undefined {
    if (text === "pong") return undefined;
    const message = ToRelaySchema.safeParse(parsed(text));
    if (!message.success) {
      this.#parts.log("link: a message that is none of ours was ignored");
      return undefined;
    }
    if (message.data.type === "signed") {
      this.#open(message.data);
      return undefined;
    }
    const proof = signedAs(this.#identity, challengeText(message.data.nonce));
    return { type: "hello", version: WIRE_VERSION, proof, session: this.#id, heads: this.#parts.heads() };
  }

  #open({ payload, signature }: Envelope): void {
    if (!signedByEdge(this.#key, payload, signature))
      return this.#parts.log("link: an instruction whose signature is not the edge's was refused");
    const opened = PayloadSchema.safeParse(parsed(payload));
    if (!opened.success)
      return this.#parts.log("link: an instruction of a kind that we do not know was ignored");
    const { session, sequence, instruction } = opened.data;
    if (session !== this.#id || sequence <= this.#sequence)
      return this.#parts.log("link: an instruction of another time was refused");
    this.#sequence = sequence;
    if (instruction.type === "welcome") this.welcomed = true;
    this.#instructions.push(instruction);
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
