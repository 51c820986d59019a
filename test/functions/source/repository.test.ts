import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { BuildStore } from "#functions/source/store/build-store.ts";
import { Schedule } from "#functions/source/store/schedule.ts";
import type { Subscription } from "#shared/model/delivery.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

/** Suspended: a look is owed as any other, and asks no host. */
const spec = { url: "https://git.example.com/team/app", ref: { branch: "main" }, suspend: true };
const wish = (...uids: readonly string[]): Subscription => ({
  cluster: "shop",
  epoch: "an epoch",
  uid: "app-uid",
  generation: 1,
  namespace: "default",
  name: "app",
  spec,
  kustomizations: uids.map((uid) => ({ uid, generation: 1, spec: {} })),
});
const repository = () => env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));

describe("a repository's object", () => {
  it("whose alarm was lost owes its look no longer than until the patrol asks after it", async () => {
    const stub = repository();
    await stub.subscribe(wish("apps-uid"), false);
    const owed = (): Promise<boolean> =>
      runInDurableObject(stub, (_, { storage }) => new Schedule(storage.sql).first() !== undefined);
    await vi.waitFor(async () => expect(await owed()).toBe(false));
    await runInDurableObject(stub, (_, { storage }) =>
      new Schedule(storage.sql).ask({ cluster: "shop", uid: "app-uid" }),
    );
    await stub.subscribe(wish("apps-uid"), false);
    await vi.waitFor(async () => expect(await owed()).toBe(false));
  });

  it("forgets the builds of Kustomizations that are asked for no more, and keeps the others'", async () => {
    const stub = repository();
    await stub.subscribe(wish("stays", "goes"), false);
    const kept = async (): Promise<string[]> =>
      runInDurableObject(stub, (_, { storage }) => {
        const rows = storage.sql
          .exec<{ uid: string }>("SELECT whose AS uid FROM built ORDER BY whose")
          .toArray();
        return rows.map(({ uid }) => uid);
      });
    await runInDurableObject(stub, (_, { storage }) => {
      const builds = new BuildStore(storage.sql);
      for (const uid of ["stays", "goes"])
        builds.put(`shop/${uid}`, { build: "1", spec: "{}", trace: {}, digests: new Map() });
    });
    await stub.subscribe(wish("stays"), false);
    expect(await kept()).toEqual(["shop/stays"]);
  });

  it("keeps nothing when the last who followed it has left, and begins anew with the next", async () => {
    const stub = repository();
    const tables = async (): Promise<string[]> =>
      runInDurableObject(stub, (_, { storage }) => {
        const query =
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'";
        return storage.sql
          .exec<{ name: string }>(query)
          .toArray()
          .map(({ name }) => name);
      });
    await stub.subscribe(wish("apps-uid"), false);
    await stub.subscribe({ ...wish("apps-uid"), cluster: "other" }, false);
    await stub.unsubscribe("shop", "app-uid");
    expect(await tables()).toContain("subscribers");
    await stub.unsubscribe("other", "app-uid");
    expect(await tables()).toEqual([]);
    await stub.subscribe(wish("apps-uid"), false);
    expect(await tables()).toContain("subscribers");
  });
});
