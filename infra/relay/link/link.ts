import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, type RawData } from "ws";
import type { ToEdge } from "#shared/wire/to-edge.ts";
import type { Instruction } from "#shared/wire/to-relay.ts";
import type { Identity } from "./identity.ts";
import { Session, type SessionParts } from "./session.ts";

export type LinkParts = SessionParts & {
  readonly edge: URL;
  readonly identity: () => Promise<Identity>;
  /** The edge does not know our certificate. */
  readonly unknown: () => void;
  readonly obey: (instruction: Instruction) => void;
  readonly lost: () => void;
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

  /** Whether the edge has welcomed us and the line stands. */
  get linked(): boolean {
    return this.#welcomed && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** False while the edge has not welcomed us: what is said then would go nowhere. */
  send(message: ToEdge): boolean {
    if (!this.linked) return false;
    this.#socket?.send(JSON.stringify(message));
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
    let trouble = "";
    socket.on("unexpected-response", (_, response) => {
      refused = response.statusCode ?? 0;
      socket.terminate();
    });
    socket.on("error", (error) => (trouble = error.message));
    // The edge's reasons are for people: another relay took over, or this one was shut out.
    socket.on("close", (code, reason) => (trouble ||= `it hung up (${[code, reason].join(" ").trim()})`));
    socket.on("message", (data) => {
      heardAt = Date.now();
      const answer = session.hear(textOf(data));
      if (answer) socket.send(JSON.stringify(answer));
      this.#welcomed ||= session.welcomed;
      for (const instruction of session.take()) this.#parts.obey(instruction);
    });
    try {
      await new Promise<void>((resolve) => socket.on("close", () => resolve()));
    } finally {
      clearInterval(pulse);
    }
    if (this.#closed) return;
    if (refused === 401) this.#parts.unknown();
    if (refused > 0)
      throw new Error(`the edge refused the connection (HTTP ${refused})${remedyFor(refused)}`);
    throw new Error(`the edge at ${this.#parts.edge.origin}: ${trouble}`);
  }
}

function remedyFor(status: number): string {
  if (status !== 403) return "";
  return ": this relay was shut out. Delete Secret plumbline-relay and give it a new token to enrol anew";
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
