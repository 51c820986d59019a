import { waitUntil } from "cloudflare:workers";
import { Hono } from "hono";
import type { Delivery, Subscription } from "#shared/model/delivery.ts";
import { ClusterObject } from "./dispatch/cluster.ts";
import { edgeKey } from "./dispatch/edge-key.ts";
import { enrolDoor, isAdmin } from "./dispatch/enrol-door.ts";
import { hookToken } from "./dispatch/hook-tokens.ts";
import { RegistryObject } from "./dispatch/registry.ts";
import type { RepositoryDesk } from "./dispatch/source-desk.ts";
import { relayDoor } from "./dispatch/relay-door.ts";
import { Notices } from "./notify/notices.ts";
import { patrol } from "./patrol/patrol.ts";
import { Builder } from "./plan/builder.ts";
import type { DeliveryEnd } from "./receive/delivery-end.ts";
import { DeliveryCounts } from "./receive/delivery-counts.ts";
import { githubDoor } from "./receive/github-door.ts";
import { hookDoor } from "./receive/hook-door.ts";
import { LedgerStore } from "./settle/ledger-store.ts";
import { showDoor } from "./show/cluster-door.ts";
import { RepositoryObject } from "./source/repository-object.ts";

/** What the edge is deployed with. */
export type Env = {
  readonly EDGE_KEY: string;
  readonly ADMIN_TOKEN: string;
  readonly GITHUB_WEBHOOK_SECRET: string;
  /** "off": builds fetch nothing that kustomizations name from elsewhere. Any other word than "on" turns it off as well. */
  readonly REMOTE_RESOURCES?: string;
  readonly REPOSITORY: DurableObjectNamespace<Repository>;
  readonly CLUSTER: DurableObjectNamespace<Cluster>;
  readonly REGISTRY: DurableObjectNamespace<Registry>;
};

const log = (line: string): void => console.error(line);
const now = (): number => Date.now();
const platformFetch: typeof fetch = (input, init) => fetch(input, init);

export class Registry extends RegistryObject<Env> {}

export class Repository extends RepositoryObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, {
      open: async (sealed) => (await edgeKey(env.EDGE_KEY)).open(sealed),
      deliver: (cluster, delivery: Delivery) => env.CLUSTER.getByName(cluster).deliver(delivery),
      planner: new Builder(),
      fetch: platformFetch,
      remoteResources: (env.REMOTE_RESOURCES ?? "on") === "on",
      log,
    });
  }
}

export class Cluster extends ClusterObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, {
      key: () => edgeKey(env.EDGE_KEY),
      repository: (name): RepositoryDesk => {
        const desk = env.REPOSITORY.getByName(name);
        return {
          subscribe: (subscription: Subscription, look) => desk.subscribe(subscription, look),
          unsubscribe: (cluster, uid) => desk.unsubscribe(cluster, uid),
        };
      },
      push: (repository, move, delivery) => env.REPOSITORY.getByName(repository).file(move, delivery),
      offerHooks: (cluster, hooks) => env.REGISTRY.getByName("registry").offerHooks(cluster, hooks),
      ledger: (sql) => new LedgerStore(sql),
      notices: (sql) => new Notices(sql, { fetch: platformFetch, now, log }),
      log,
    });
  }
}

function app(env: Env): Hono {
  // A stub belongs to the request that made it, so each makes its own.
  const registry = (): DurableObjectStub<Registry> => env.REGISTRY.getByName("registry");
  const key = (): ReturnType<typeof edgeKey> => edgeKey(env.EDGE_KEY);
  const isAdminCall = (authorization: string | undefined): Promise<boolean> =>
    isAdmin(env.ADMIN_TOKEN, authorization);
  const admit = (cluster: string, relay: string): Promise<boolean> => registry().admit(cluster, relay);
  const clusters = (): Promise<string[]> => registry().clusters();
  const deliveries = new DeliveryCounts((numbers) => registry().count(numbers));
  const count = (end: DeliveryEnd): void => {
    const handedOn = deliveries.note(end);
    if (handedOn) waitUntil(handedOn.catch((error: unknown) => log(`deliveries: ${String(error)}`)));
  };

  const doors = new Hono();
  doors.route(
    "/",
    githubDoor({
      secret: env.GITHUB_WEBHOOK_SECRET,
      file: ({ repository, ...push }, delivery) => env.REPOSITORY.getByName(repository).file(push, delivery),
      count,
    }),
  );
  doors.route(
    "/",
    hookDoor({
      hooks: (digest) => registry().hooks(digest),
      token: (sealed) => hookToken(sealed, async (text) => (await key()).open(text)),
      file: (cluster, call) => env.CLUSTER.getByName(cluster).hooked(call),
      count,
    }),
  );
  doors.route(
    "/",
    relayDoor({ key, admit, connect: (cluster, request) => env.CLUSTER.getByName(cluster).fetch(request) }),
  );
  doors.route(
    "/",
    enrolDoor({
      key,
      adminToken: env.ADMIN_TOKEN,
      spend: (id, expires) => registry().spend(id, expires),
      admit,
      shutOut: (cluster) => registry().shutOut(cluster),
      dismiss: (cluster) => env.CLUSTER.getByName(cluster).dismiss(),
      now,
    }),
  );
  doors.route(
    "/",
    showDoor({
      isAdmin: isAdminCall,
      clusters,
      view: (cluster) => env.CLUSTER.getByName(cluster).view(),
      deliveries: () => registry().counts(),
    }),
  );
  // Where the platform has no clock of its own, the launcher calls what the platform would have called.
  doors.post("/patrol", async (c) => {
    if (!(await isAdminCall(c.req.header("authorization"))))
      return c.json(
        { code: "patrol/not-admin", remedy: "Send the edge's ADMIN_TOKEN as a bearer token." },
        401,
      );
    return c.json(await round(env));
  });
  doors.notFound((c) =>
    c.json({ code: "edge/no-such-door", remedy: "See docs/architecture.md for the edge's doors." }, 404),
  );
  doors.onError((error, c) => {
    log(error.stack ?? error.message);
    return c.json({ code: "edge/broken", remedy: "The edge's log says more." }, 500);
  });
  return doors;
}

function round(env: Env): ReturnType<typeof patrol> {
  return patrol({
    clusters: () => env.REGISTRY.getByName("registry").clusters(),
    visit: (cluster) => env.CLUSTER.getByName(cluster).patrol(),
    log,
  });
}

const apps = new WeakMap<object, Hono>();

const worker: ExportedHandler<Env> = {
  fetch(request, env, ctx) {
    const known = apps.get(env) ?? app(env);
    apps.set(env, known);
    return known.fetch(request, env, ctx);
  },
  async scheduled(_controller, env) {
    await round(env);
  },
};
export default worker;
