import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import { RemoteStores } from "#functions/source/elsewhere/remote-stores.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const oid = "c0ffee".padEnd(40, "0") as Oid;
const blob = { oid, type: "blob", content: new Uint8Array([1]) } as const;
const enough = 1024 ** 3;

function withStores<R>(work: (stores: RemoteStores, sql: SqlStorage) => R): Promise<R> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, (_, { storage }) => work(new RemoteStores(storage.sql), storage.sql));
}

describe("the stores of other repositories", () => {
  it("hold nothing of each other's, nor of the repository's own", async () => {
    const has = await withStores((stores, sql) => {
      stores.of("https://one", 1).put(blob);
      stores.of("https://one", 1).markWhole(oid, 1);
      const all = [stores.of("https://one", 2), stores.of("https://two", 2), new ObjectStore(sql)];
      return all.map((store) => [store.has(oid), store.commitIsWhole(oid)]);
    });
    expect(has).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  it("are fifty at most: those used longest ago go", async () => {
    const kept = await withStores((stores) => {
      const urls = Array.from({ length: 52 }, (_, number) => `https://host/${number}`);
      for (const [now, url] of urls.entries()) stores.of(url, now).put(blob);
      stores.of("https://host/0", 100);
      stores.forgetPast(enough);
      return urls
        .filter((url) => stores.of(url, 200).has(oid))
        .map((url) => url.slice("https://host/".length));
    });
    expect(kept).toEqual(
      Array.from({ length: 52 }, (_, number) => `${number}`).filter((n) => n !== "1" && n !== "2"),
    );
  });

  it("go all together when there is too much in all", async () => {
    const [remote, own] = await withStores((stores, sql) => {
      new ObjectStore(sql).put(blob);
      stores.of("https://one", 1).put({ ...blob, content: new Uint8Array(1_500_000) });
      stores.forgetPast(1_000_000);
      return [stores.of("https://one", 2).has(oid), new ObjectStore(sql).has(oid)];
    });
    expect([remote, own]).toEqual([false, true]);
  });

  it("go when nobody has used them for long; of the others the newest commits stay", async () => {
    const kept = await withStores(async (stores, sql) => {
      stores.of("https://unused", 1).put(blob);
      const used = stores.of("https://used", 1);
      const commits = Array.from({ length: 6 }, (_, n) => `${n}`.padEnd(40, "0") as Oid);
      for (const [at, commit] of commits.entries()) {
        used.put({ oid: commit, type: "commit", content: new Uint8Array() });
        used.markWhole(commit, at);
      }
      stores.of("https://used", 90);
      await stores.evict({ now: 100, before: 50, pause: async () => undefined });
      const { urls } = sql.exec<{ urls: number }>("SELECT COUNT(*) AS urls FROM remote_repositories").one();
      return { urls, commits: commits.map((commit) => used.has(commit)) };
    });
    expect(kept).toEqual({ urls: 1, commits: [false, false, true, true, true, true] });
  });
});
