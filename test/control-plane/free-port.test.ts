import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "#test/support/free-port.ts";

describe("a free port", () => {
  it("is never handed out twice", async () => {
    const ports = await Promise.all(Array.from({ length: 100 }, freePort));
    expect(new Set(ports).size).toBe(100);
  });

  it("can be listened on", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    server.close();
  });
});
