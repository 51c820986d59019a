import { Agent, request as httpsRequest } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Json } from "#shared/model/json.ts";
import type { Kube, KubeAnswer, KubeRequest } from "#shared/kube/request.ts";
import type { Access } from "./access.ts";

/** The API server's answers are bounded as everything from outside is. */
const largestAnswer = 256 * 1024 * 1024;
const patience = 60_000;

export type Streaming = Pick<KubeRequest, "path" | "accept" | "as">;

/** The open ways to one API server: requests over a few kept connections, and streams for watches. */
export type Connection = {
  readonly kube: Kube;
  /** A request whose answer is read line by line while it lasts. */
  readonly stream: (
    request: Streaming,
    signal: AbortSignal,
  ) => Promise<{ status: number; lines: AsyncIterable<string> }>;
  readonly close: () => void;
};

/**
 * Raw HTTPS with the manifest's own JSON: a typed client drops the fields it does not know, and the
 * platform's fetch costs some 25 MB that a small box would rather keep.
 */
export function connect(access: Access, { sockets }: { sockets: number }): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, scheduling: "lifo" });
  const watchers = new Agent({ keepAlive: false });

  const kube: Kube = async (request) => {
    const response = await open(access, { request, agent, signal: AbortSignal.timeout(patience) });
    return answerOf(response);
  };
  const stream: Connection["stream"] = async (request, signal) => {
    const response = await open(access, { request: { method: "GET", ...request }, agent: watchers, signal });
    return { status: response.statusCode ?? 0, lines: linesOf(response) };
  };
  return { kube, stream, close: () => [agent, watchers].forEach((one) => one.destroy()) };
}

type Opening = { readonly request: KubeRequest; readonly agent: Agent; readonly signal: AbortSignal };

async function open(access: Access, { request, agent, signal }: Opening): Promise<IncomingMessage> {
  const { tls, headers } = await access.credentials();
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const { hostname, port, pathname } = access.server;
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest({
      ...tls,
      agent,
      hostname,
      port: port === "" ? 443 : port,
      path: pathname.replace(/\/$/, "") + request.path,
      method: request.method,
      signal,
      headers: {
        ...headers,
        accept: request.accept ?? "application/json",
        "user-agent": "plumbline-relay",
        // Of a ServiceAccount the API server knows the groups by itself.
        ...(request.as === undefined ? {} : { "impersonate-user": request.as }),
        ...(body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function answerOf(response: IncomingMessage): Promise<KubeAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestAnswer)
      throw new Error(`the API server's answer is larger than ${largestAnswer} bytes`);
    chunks.push(bytes);
  }
  const date = Date.parse(response.headers.date ?? "");
  return {
    status: response.statusCode ?? 0,
    body: json(Buffer.concat(chunks).toString("utf8")),
    serverTime: Number.isNaN(date) ? undefined : date,
  };
}

function json(text: string): Json {
  if (text === "") return null;
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return text; // the API server answers in plain text where it has no object to blame
  }
}

async function* linesOf(response: IncomingMessage): AsyncIterable<string> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
