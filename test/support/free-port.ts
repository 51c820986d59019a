import { createServer } from "node:net";

/** Below where Linux, macOS and Windows take ports for outgoing connections, so that none of those slips in. */
const lowest = 15_000;
const highest = 32_000;

const handedOut = new Set<number>();

/** A TCP port on 127.0.0.1 that nobody listens on. This process never gets the same one twice. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(`found no free port between ${lowest} and ${highest} on 127.0.0.1 in 200 attempts`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
