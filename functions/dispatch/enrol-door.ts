import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { EnrolRequestSchema, type EnrolAnswer } from "#shared/wire/enrolment.ts";
import type { EdgeKey } from "./edge-key.ts";
import { readStatement, stated } from "./statement.ts";

export type EnrolDoor = {
  readonly key: () => Promise<EdgeKey>;
  readonly adminToken: string;
  readonly spend: (id: string, expires: number) => Promise<boolean>;
  readonly admit: (cluster: string, relay: string) => Promise<boolean>;
  readonly shutOut: (cluster: string) => Promise<void>;
  /** Hangs up on a cluster's relay. */
  readonly dismiss: (cluster: string) => Promise<void>;
  readonly now: () => number;
};

const tokenLife = 24 * 60 * 60 * 1_000;
const clusterName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** How a relay becomes known: the operator draws a one-time token, the relay trades it for a certificate. */
export function enrolDoor(door: EnrolDoor): Hono {
  const app = new Hono();

  app.post("/clusters/:cluster/enrolments", async (c) => {
    if (!(await isAdmin(door.adminToken, c.req.header("authorization"))))
      return c.json(
        { code: "enrol/not-admin", remedy: "Send the edge's ADMIN_TOKEN as a bearer token." },
        401,
      );
    const cluster = c.req.param("cluster");
    if (!clusterName.test(cluster))
      return c.json(
        { code: "enrol/bad-name", remedy: "Name the cluster in lower case letters, digits and -." },
        400,
      );
    const expires = door.now() + tokenLife;
    const id = crypto.randomUUID();
    const token = await stated(await door.key(), { kind: "enrolment", cluster, id, expires });
    return c.json({ cluster, token, expires }, 201);
  });

  app.delete("/clusters/:cluster/relay", async (c) => {
    if (!(await isAdmin(door.adminToken, c.req.header("authorization"))))
      return c.json(
        { code: "enrol/not-admin", remedy: "Send the edge's ADMIN_TOKEN as a bearer token." },
        401,
      );
    await door.shutOut(c.req.param("cluster"));
    await door.dismiss(c.req.param("cluster"));
    return c.body(null, 204);
  });

  // Anybody may knock here: what they say is short, or it is nothing.
  const short = bodyLimit({
    maxSize: 8_192,
    onError: (c) => c.json({ code: "enrol/too-large", remedy: "Send {token, publicKey}." }, 413),
  });
  app.post("/enrol", short, async (c) => {
    const request = EnrolRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!request.success)
      return c.json({ code: "enrol/bad-request", remedy: "Send {token, publicKey}." }, 400);
    const key = await door.key();
    const token = await readStatement(key, "enrolment", request.data.token);
    const fresh = token && token.expires > door.now() && (await door.spend(token.id, token.expires));
    if (!token || !fresh)
      return c.json(
        { code: "enrol/token-spent", remedy: "Draw a new enrolment token for this cluster." },
        403,
      );
    const { cluster } = token;
    const { publicKey } = request.data;
    if (!(await door.admit(cluster, publicKey)))
      return c.json(
        {
          code: "enrol/shut-out",
          remedy: "This relay's key was shut out: let it make a new one, and draw a new token for it.",
        },
        403,
      );
    const certificate = await stated(key, { kind: "certificate", cluster, publicKey, issued: door.now() });
    return c.json({ cluster, certificate, edgeKey: key.publicKey } satisfies EnrolAnswer, 201);
  });

  return app;
}

/** Compares digests, so that the time it takes says nothing about the token. */
export async function isAdmin(
  adminToken: string | null | undefined,
  authorization: string | undefined,
): Promise<boolean> {
  // A secret that was never set is null under workerd and undefined on Cloudflare: neither is a token.
  if (!adminToken || !authorization?.startsWith("Bearer ")) return false;
  const [given, wanted] = await Promise.all([digest(authorization.slice(7)), digest(adminToken)]);
  return given === wanted;
}

async function digest(text: string): Promise<string> {
  return String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
