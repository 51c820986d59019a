import { once } from "node:events";
import { WebSocket } from "ws";

/** What became of dialling the edge as a relay: HTTP's refusal, or the challenge of a door that opened. */
export type Dialled = { readonly status: number; readonly body: string } | { readonly socket: WebSocket };

export async function dialRelay(edge: string, certificate: string | undefined): Promise<Dialled> {
  const url = `${edge.replace(/^http/, "ws")}/relay`;
  const headers = certificate === undefined ? {} : { authorization: `Bearer ${certificate}` };
  const socket = new WebSocket(url, { headers, handshakeTimeout: 10_000 });
  const { promise, resolve, reject } = Promise.withResolvers<Dialled>();
  socket.once("error", reject);
  socket.once("open", () => resolve({ socket }));
  socket.once("unexpected-response", (_, response) => {
    let body = "";
    response.setEncoding("utf8").on("data", (text: string) => (body += text));
    response.on("end", () => {
      socket.on("error", () => undefined); // ending it before it opened is an error to `ws`
      socket.terminate();
      resolve({ status: response.statusCode ?? 0, body });
    });
  });
  return promise;
}

/** The code with which the edge hangs up. */
export async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code]: unknown[] = await once(socket, "close");
  return typeof code === "number" ? code : 0;
}
