import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { evict, type Eviction } from "#functions/source/store/evict.ts";
import { Evictions } from "#functions/source/evictions.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import { RemoteRepositories } from "#functions/source/elsewhere/remote-repositories.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

/** A name that begins with this digit: of files the first six digits are what tells them apart. */
const named = (digit: string): Oid => digit.repeat(40) as Oid;
const [shared, oldOnly, newOnly, stray] = ["a1", "b2", "c3", "d4"].map((two) => two.repeat(20) as Oid) as [
  Oid,
  Oid,
  Oid,
  Oid,
];
const [oldTree, newTree, folder] = [named("4"), named("5"), named("6")];
const [oldCommit, newCommit, tag] = [named("1"), named("2"), named("3")];

const text = (words: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(words));

function tree(entries: Readonly<Record<string, Oid>>): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const [name, oid] of Object.entries(entries)) {
    bytes.push(...text(`${oid === folder ? "40000" : "100644"} ${name}\0`));
    for (const two of oid.match(/../g) ?? []) bytes.push(Number.parseInt(two, 16));
  }
  return new Uint8Array(bytes);
}

/** Two commits that share a folder with a file, and a file that no commit has. The older one was marked at 1, the newer at 100. */
function fill(store: ObjectStore): void {
  for (const oid of [shared, oldOnly, newOnly, stray])
    store.put({ oid, type: "blob", content: new Uint8Array(300_000) });
  store.put({ oid: folder, type: "tree", content: tree({ "shared.yaml": shared }) });
  store.put({ oid: oldTree, type: "tree", content: tree({ apps: folder, "old.yaml": oldOnly }) });
  store.put({ oid: newTree, type: "tree", content: tree({ apps: folder, "new.yaml": newOnly }) });
  store.put({ oid: oldCommit, type: "commit", content: text(`tree ${oldTree}\n\nold`) });
  store.put({ oid: newCommit, type: "commit", content: text(`tree ${newTree}\n\nnew`) });
  store.put({ oid: tag, type: "tag", content: text(`object ${oldCommit}\ntype commit\ntag v1\n\n`) });
  store.markWhole(oldCommit, 1);
  store.markWhole(newCommit, 100);
}

const ofOld = [oldCommit, oldTree, oldOnly, tag];
const ofNew = [newCommit, newTree, newOnly];
const ofBoth = [folder, shared];

/** What is left, and which commits a fetch may build on. */
async function leftAfter(...evictions: Partial<Eviction>[]): Promise<{ objects: Oid[]; whole: Oid[] }> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, async (_, { storage }) => {
    const store = new ObjectStore(storage.sql);
    fill(store);
    for (const eviction of evictions) {
      const usual = { keep: [], now: 200, before: 0, most: 1024 ** 3, pause: async () => undefined };
      await evict(store, { ...usual, ...eviction });
    }
    const objects = store.namesAfter("", 1_000).map(({ oid }) => oid);
    return { objects, whole: store.wholeCommits(10) };
  });
}

const sorted = (...oids: Oid[]): Oid[] => oids.toSorted();

describe("eviction", () => {
  it("takes a commit that was not used for long, with all that no younger one leads to", async () => {
    expect(await leftAfter({ before: 50 })).toEqual({
      objects: sorted(...ofNew, ...ofBoth),
      whole: [newCommit],
    });
  });

  it("leaves a commit in use alone, however old it is", async () => {
    expect(await leftAfter({ keep: [oldCommit], before: 150 })).toEqual({
      objects: sorted(...ofOld, ...ofBoth),
      whole: [oldCommit],
    });
  });

  it("counts the time from when a commit was last in use", async () => {
    const { whole } = await leftAfter({ keep: [oldCommit], now: 200, before: 0 }, { now: 300, before: 150 });
    expect(whole).toEqual([oldCommit]);
  });

  it("looks at nothing while there is nothing old, and not too much", async () => {
    expect((await leftAfter({ before: 1 })).objects).toHaveLength(10);
  });

  it("does nothing where nothing is stored, and makes no tables", async () => {
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    const tables = await runInDurableObject(stub, async (_, { storage }) => {
      const pause = async (): Promise<void> => undefined;
      await evict(new ObjectStore(storage.sql), { keep: [oldCommit], now: 9, before: 9, most: 0, pause });
      return storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'objects'").toArray().length;
    });
    expect(tables).toBe(0);
  });
});

describe("eviction of a store with too much in it", () => {
  it("begins with what is not in use, though it is young", async () => {
    expect(await leftAfter({ keep: [newCommit], most: 900_000 })).toEqual({
      objects: sorted(...ofNew, ...ofBoth),
      whole: [newCommit],
    });
  });

  it("goes on with all files, and leaves the folders of what is in use", async () => {
    expect(await leftAfter({ keep: [newCommit], most: 400_000 })).toEqual({
      objects: sorted(newCommit, newTree, folder),
      whole: [newCommit],
    });
  });

  it("ends with everything: no commit counts as here of which a folder is missing", async () => {
    expect(await leftAfter({ keep: [newCommit], most: 1 })).toEqual({ objects: [], whole: [] });
  });
});

describe("a repository's object", () => {
  it("lets go once a day of what was not used for a week", async () => {
    const day = 24 * 3_600_000;
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    const left = await runInDurableObject(stub, async (_, { storage }) => {
      const store = new ObjectStore(storage.sql);
      const remotes = new RemoteRepositories(storage.sql);
      const evictions = new Evictions({ kv: storage.kv, store, remotes, inUse: () => [newCommit] });
      const whole: Oid[][] = [];
      fill(store);
      for (const now of [7 * day, 8 * day - 1, 8 * day]) {
        await evictions.due(now);
        whole.push(store.wholeCommits(10));
      }
      return whole;
    });
    expect(left).toEqual([[newCommit, oldCommit], [newCommit, oldCommit], [newCommit]]);
  });
});
