import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A far end that takes every connection and never says a word. */
export type SilentServer = {
  readonly url: string;
  /** How many have called. */
  readonly calls: () => number;
  readonly stop: () => Promise<void>;
};

export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the silent server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    calls: () => calls,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
