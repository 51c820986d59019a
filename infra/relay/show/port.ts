import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type PortParts = {
  readonly address: { readonly host: string | undefined; readonly port: number };
  /** Whether the relay can do its work, and what of it, in words. */
  readonly ready: () => { readonly ok: boolean; readonly word: string };
  readonly metrics: () => string;
};

export type Port = { readonly port: number; readonly close: () => void };

/** Whoever asks is of the cluster: this bounds mistakes rather than attacks. */
const connections = 32;
const patience = 5_000;

/** What the kubelet and Prometheus ask: `/healthz`, `/readyz`, `/metrics`. Nothing can be changed through it. */
export async function openPort({ address, ready, metrics }: PortParts): Promise<Port> {
  const server = createServer({ requestTimeout: patience, headersTimeout: patience }, (request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8"): void => {
      response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "only GET\n");
    switch ((request.url ?? "").replace(/\?.*/, "")) {
      case "/healthz":
        return answer(200, "ok\n");
      case "/readyz": {
        const { ok, word } = ready();
        return answer(ok ? 200 : 503, `${word}\n`);
      }
      case "/metrics":
        return answer(200, metrics(), "text/plain; version=0.0.4; charset=utf-8");
      default:
        return answer(404, "not found: /healthz, /readyz and /metrics are here\n");
    }
  });
  server.maxConnections = connections;
  await listening(server, address);
  server.unref();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a string is the address of a pipe alone
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port, close };
}

async function listening(server: Server, { host, port }: PortParts["address"]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(host === undefined ? { port } : { host, port }, resolve);
  });
}
