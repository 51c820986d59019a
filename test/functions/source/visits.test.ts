import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Builds } from "#functions/source/builds.ts";
import type { Host } from "#functions/source/host.ts";
import type { Oid } from "#functions/source/object-id.ts";
import type { RemoteShelf } from "#functions/source/remote-shelf.ts";
import { SubscriberStore } from "#functions/source/subscriber-store.ts";
import { Visits } from "#functions/source/visits.ts";
import type { Delivery, Subscription } from "#shared/model/delivery.ts";
import { done } from "#shared/model/failure.ts";
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

type Told = { readonly delivered: Delivery[]; readonly commit: string | undefined };

/** A look for one subscription, with something that happens while the host is being asked. */
function looked(meanwhile: (subscribers: SubscriberStore) => void): Promise<Told> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, async (_, { storage }) => {
    const subscribers = new SubscriberStore(storage.sql);
    subscribers.put(subscription);
    const delivered: Delivery[] = [];
    const host: Pick<Host, "resolve" | "bring"> = {
      resolve: async () => {
        meanwhile(subscribers);
        return done(new Map([["refs/heads/main", oid]]));
      },
      bring: async () => done(oid),
    };
    const builds: Pick<Builds, "all" | "digestOf" | "elsewhere" | "holds" | "noteOf"> = {
      all: async () => done([]),
      digestOf: async () => "sha256:00",
      elsewhere: async () => "",
      holds: () => false,
      noteOf: () => undefined,
    };
    const visits = new Visits({
      subscribers,
      builds: builds as Builds,
      reachFor: () => ({ host: host as Host, shelf: {} as RemoteShelf }),
      open: async (sealed) => sealed,
      deliver: async (_cluster, delivery) => {
        delivered.push(delivery);
        return [];
      },
      log: () => undefined,
    });
    expect(await visits.all(undefined)).toBe(true);
    return { delivered, commit: subscribers.all()[0]?.commit };
  });
}

describe("a look at the host", () => {
  it("is told to the cluster that follows", async () => {
    const { delivered, commit } = await looked(() => undefined);
    expect(delivered).toMatchObject([{ source: { uid: "app-uid" } }]);
    expect(commit).toBe(oid);
  });

  it("is told to nobody when the cluster left meanwhile: it may have heard of another repository by now", async () => {
    const { delivered } = await looked((subscribers) => subscribers.remove("shop", "app-uid"));
    expect(delivered).toEqual([]);
  });

  it("does not count as told to a memory of the cluster's that began meanwhile", async () => {
    const { delivered, commit } = await looked((subscribers) =>
      subscribers.put({ ...subscription, epoch: "the second memory" }),
    );
    expect([delivered, commit]).toEqual([[], ""]);
  });

  it("is told though the cluster asks for more meanwhile", async () => {
    const more = [...subscription.kustomizations, { uid: "more-uid", generation: 1, spec: {} }];
    const { delivered, commit } = await looked((subscribers) =>
      subscribers.put({ ...subscription, kustomizations: more }),
    );
    expect([delivered.length, commit]).toEqual([1, oid]);
  });
});
