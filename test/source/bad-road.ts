import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { splitPackets } from "#functions/source/git/pkt-line.ts";

/** What happens to packs on their way; `ages` takes from every request the header that asks for protocol version 2. */
export type Hazard =
  | { readonly type: "cut" | "stall"; readonly after: number }
  | { readonly type: "pack"; readonly instead: (pack: Buffer) => Uint8Array }
  | { readonly type: "ages" };

/** A proxy before a Git host. Refs and capabilities pass unharmed. */
export class BadRoad {
  hazard: Hazard | undefined;
  /** Packs that met the hazard. */
  harmed = 0;
  readonly #server = createServer((request, response) => void this.#pass(request, response));
  #target = "";

  async start(target: string): Promise<string> {
    this.#target = target;
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { hazard } = this;
    response.on("error", () => undefined);
    const body = await buffer(request);
    const headers = { ...request.headers };
    if (hazard?.type === "ages") delete headers["git-protocol"];
    const onward = ask(this.#target + (request.url ?? ""), { method: request.method, headers }, (answer) => {
      const isPack = body.includes("command=fetch");
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (!hazard || hazard.type === "ages" || !isPack) return void answer.pipe(response);
      this.harmed += 1;
      void buffer(answer).then((whole) => harm(whole, response, hazard));
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
  }
}

function harm(answer: Buffer, response: ServerResponse, hazard: Exclude<Hazard, { type: "ages" }>): void {
  if (hazard.type === "pack") return void response.end(withPack(answer, hazard.instead));
  if (answer.length <= hazard.after) throw new RangeError("the answer ends before the hazard");
  response.write(answer.subarray(0, hazard.after), () => {
    if (hazard.type === "cut") response.destroy();
  });
}

/** The same answer, with another pack in it. */
function withPack(answer: Buffer, instead: (pack: Buffer) => Uint8Array): Buffer {
  const before: Buffer[] = [];
  const pack: Uint8Array[] = [];
  let isPack = false;
  for (const packet of splitPackets(answer).packets) {
    if (packet.type !== "data") {
      if (packet.type === "delimiter") before.push(Buffer.from("0001"));
      continue;
    }
    if (isPack && packet.payload[0] === 1) pack.push(packet.payload.subarray(1));
    if (isPack) continue;
    before.push(framed(packet.payload));
    isPack = Buffer.from(packet.payload).toString() === "packfile\n";
  }
  const other = instead(Buffer.concat(pack));
  const behind: Buffer[] = [];
  for (let at = 0; at < other.length; at += 60_000)
    behind.push(framed(Buffer.concat([Buffer.from([1]), other.subarray(at, at + 60_000)])));
  return Buffer.concat([...before, ...behind, Buffer.from("0000")]);
}

function framed(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from((payload.length + 4).toString(16).padStart(4, "0")), payload]);
}
