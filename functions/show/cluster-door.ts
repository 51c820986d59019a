import { Hono } from "hono";
import type { ClusterView } from "#shared/model/cluster-view.ts";

export type ShowDoor = {
  readonly isAdmin: (authorization: string | undefined) => Promise<boolean>;
  readonly clusters: () => Promise<readonly string[]>;
  readonly view: (cluster: string) => Promise<ClusterView>;
  /** How many deliveries came to what. */
  readonly deliveries: () => Promise<Readonly<Record<string, number>>>;
};

/** What the edge knows, for whoever runs it. Credentials and manifests are not part of it. */
export function showDoor({ isAdmin, clusters, view, deliveries }: ShowDoor): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.text("ok"));
  app.on(["GET"], ["/clusters", "/clusters/:cluster", "/deliveries"], async (c, next) => {
    // hono answers HEAD by the same handlers, so both are asked for the token.
    if (await isAdmin(c.req.header("authorization"))) return next();
    return c.json({ code: "show/not-admin", remedy: "Send the edge's ADMIN_TOKEN as a bearer token." }, 401);
  });
  app.get("/clusters", async (c) => c.json({ clusters: await clusters() }));
  app.get("/clusters/:cluster", async (c) => {
    const cluster = c.req.param("cluster");
    // Asking for a cluster must not make one.
    if ((await clusters()).includes(cluster)) return c.json(await view(cluster));
    return c.json(
      { code: "show/no-such-cluster", remedy: "GET /clusters lists those that have enrolled." },
      404,
    );
  });
  app.get("/deliveries", async (c) => c.json({ deliveries: await deliveries() }));
  return app;
}
