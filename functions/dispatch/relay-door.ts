import { Hono } from "hono";
import type { EdgeKey } from "./edge-key.ts";
import { readStatement } from "./statement.ts";

export type RelayDoor = {
  readonly key: () => Promise<EdgeKey>;
  readonly admit: (cluster: string, relay: string) => Promise<boolean>;
  /** Hands the upgrade to the cluster's own object. */
  readonly connect: (cluster: string, request: Request) => Promise<Response>;
};

/** Where relays dial in. The certificate says which cluster; the challenge behind it, that it is theirs. */
export function relayDoor({ key, admit, connect }: RelayDoor): Hono {
  const app = new Hono();
  app.get("/relay", async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
      return c.json({ code: "relay/no-websocket", remedy: "Dial with a WebSocket." }, 426);
    const bearer = c.req.header("authorization")?.replace(/^Bearer /, "") ?? "";
    const certificate = await readStatement(await key(), "certificate", bearer);
    if (!certificate) return c.json({ code: "relay/bad-certificate", remedy: "Enrol this relay." }, 401);
    const { cluster, publicKey } = certificate;
    if (!(await admit(cluster, publicKey)))
      return c.json(
        {
          code: "relay/shut-out",
          remedy: "This relay's key was shut out. Delete Secret plumbline-relay, and give it a new token.",
        },
        403,
      );
    const headers = new Headers(c.req.raw.headers);
    headers.delete("authorization");
    // The object behind trusts these two: only this door reaches it, and it sets both itself.
    headers.set("x-plumbline-cluster", cluster);
    headers.set("x-plumbline-relay", publicKey);
    return connect(cluster, new Request(c.req.raw, { headers }));
  });
  return app;
}
