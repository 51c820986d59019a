import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Builds } from "#functions/source/builds.ts";
import type { Contents, Seen } from "#functions/source/content/contents.ts";
import { Credentials } from "#functions/source/credential/credential.ts";
import type { FileTree } from "#functions/source/content/file-tree.ts";
import { Groups } from "#functions/source/groups.ts";
import type { Host } from "#functions/source/host.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import type { RemoteShelf } from "#functions/source/elsewhere/remote-shelf.ts";
import { never, Schedule } from "#functions/source/store/schedule.ts";
import { Serving } from "#functions/source/serving.ts";
import { SubscriberStore } from "#functions/source/store/subscriber-store.ts";
import { TreeFacts } from "#functions/source/content/tree-facts.ts";
import { Visits } from "#functions/source/visits.ts";
import type { Delivery, Subscription } from "#shared/model/delivery.ts";
import { done, failed, type Result } from "#shared/model/failure.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const oid = "c0ffee".padEnd(40, "0") as Oid;
const spec = { url: "https://git.example.com/team/app", ref: { branch: "main" } };
const subscription: Subscription = {
  cluster: "shop",
  epoch: "the first memory",
  uid: "app-uid",
  generation: 1,
  namespace: "default",
  name: "app",
  spec,
  kustomizations: [{ uid: "apps-uid", generation: 1, spec: {} }],
};

type Looked = { readonly delivered: Delivery[]; readonly commit: string | undefined; readonly next: number };
type Scene = {
  readonly meanwhile?: (subscribers: SubscriberStore, schedule: Schedule) => void;
  readonly subscriptions?: readonly Subscription[];
  readonly found?: Result<ReadonlyMap<string, { readonly commit: Oid }>>;
  readonly limit?: number;
  /** Asked for once more behind the first look. */
  readonly again?: boolean;
};

const now = 1_000_000;
const tree: FileTree = { id: "", folder: () => new Map(), read: () => undefined };
const main = done(new Map([["refs/heads/main", { commit: oid }]]));
const down = failed({ code: "source/host-failed", subject: "it", message: "is down", remedy: "" });

/** A look, with something that happens while the host is being asked. */
function looked({
  meanwhile,
  subscriptions = [subscription],
  found = main,
  limit,
  again,
}: Scene): Promise<Looked> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const subscribers = new SubscriberStore(sql);
    const schedule = new Schedule(sql);
    for (const one of subscriptions) subscribers.put(one);
    const delivered: Delivery[] = [];
    const host: Pick<Host, "resolveRefs" | "bring"> = {
      resolveRefs: async () => {
        meanwhile?.(subscribers, schedule);
        return found;
      },
      bring: async () => done(oid),
    };
    const builds: Pick<Builds, "all" | "elsewhere" | "noteOf"> = {
      all: async () => done([]),
      elsewhere: async () => "",
      noteOf: () => undefined,
    };
    const contents: Pick<Contents, "of"> = { of: async () => done(tree) };
    const facts = new TreeFacts(sql);
    const deliver = async (_cluster: string, delivery: Delivery): Promise<string[]> => {
      delivered.push(delivery);
      return [];
    };
    const visits = new Visits({
      subscribers,
      schedule,
      groups: new Groups(async (sealed) => sealed),
      credentials: new Credentials({ fetch, now: () => now }),
      serving: new Serving({
        subscribers,
        builds: builds as Builds,
        contents: contents as Contents,
        facts,
        deliver,
        now: () => now,
      }),
      see: (_group, access, onLimit): Seen => {
        if (limit !== undefined) onLimit(limit);
        return { host: host as Host, store: new ObjectStore(sql), access, group: "" };
      },
      shelfFor: () => ({}) as RemoteShelf,
      open: async (sealed) => sealed,
      now: () => now,
      chance: () => 0.5,
      log: () => undefined,
    });
    await visits.due(undefined);
    if (again) schedule.ask({ cluster: "shop", uid: "app-uid" });
    if (again) await visits.due(undefined);
    return { delivered, commit: subscribers.all()[0]?.last?.commit, next: schedule.first() ?? never };
  });
}

describe("a look at the host", () => {
  it("is told to the cluster that follows", async () => {
    const { delivered, commit } = await looked({});
    expect(delivered).toMatchObject([{ builds: [] }, { source: { uid: "app-uid" } }]);
    expect(commit).toBe(oid);
  });

  it("is told to nobody when the cluster left meanwhile: it may have heard of another repository by now", async () => {
    const { delivered } = await looked({
      meanwhile: (subscribers) => subscribers.remove("shop", "app-uid"),
    });
    expect(delivered).toEqual([]);
  });

  it("does not count as told to a memory of the cluster's that began meanwhile", async () => {
    const { delivered, commit } = await looked({
      meanwhile: (subscribers) => void subscribers.put({ ...subscription, epoch: "the second memory" }),
    });
    expect([delivered, commit]).toEqual([[], undefined]);
  });

  it("is told though the cluster asks for more meanwhile", async () => {
    const more = [...subscription.kustomizations, { uid: "more-uid", generation: 1, spec: {} }];
    const { delivered, commit } = await looked({
      meanwhile: (subscribers) => void subscribers.put({ ...subscription, kustomizations: more }),
    });
    expect([delivered.length > 0, commit]).toEqual([true, oid]);
  });

  it("is due again at the interval, and at once for who asks meanwhile", async () => {
    const every = { ...subscription, spec: { ...spec, interval: "10m" } };
    expect((await looked({ subscriptions: [every] })).next).toBe(now + 600_000);
    const asked = await looked({
      subscriptions: [every],
      meanwhile: (_, schedule) => schedule.ask({ cluster: "shop", uid: "app-uid" }),
    });
    expect(asked.next).toBe(0);
  });

  it("is never due by itself while the source is suspended", async () => {
    const suspended = { ...subscription, spec: { ...spec, suspend: true } };
    expect((await looked({ subscriptions: [suspended] })).next).toBe(never);
  });

  it("is soon made again when the host is down, and no sooner than the host wants it", async () => {
    expect((await looked({ found: down })).next).toBe(now + 1_000);
    expect((await looked({ found: down, limit: now + 90_000 })).next).toBe(now + 90_000);
  });

  it("leaves a host alone that wants to be, though somebody asks meanwhile", async () => {
    let asked = 0;
    const { next } = await looked({
      found: down,
      limit: now + 90_000,
      again: true,
      meanwhile: () => asked++,
    });
    expect([asked, next]).toEqual([1, now + 90_000]);
  });

  it("asks the host once for all that share a credential, and sets each one's next turn", async () => {
    let asked = 0;
    const others = ["one", "two", "three"].map((uid) => Object.assign({}, subscription, { uid }));
    const { delivered } = await looked({ subscriptions: others, meanwhile: () => asked++ });
    expect([asked, delivered.filter(({ source }) => source).length]).toEqual([1, 3]);
  });
});
