import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { BlobsMissing } from "#functions/source/content/blobs-missing.ts";
import { contentDigest } from "#functions/source/content/content-digest.ts";
import { Host } from "#functions/source/host.ts";
import { keptOf } from "#functions/source/content/kept.ts";
import { withLinks } from "#functions/source/content/links.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { ReadMemo, Snapshot, TreeMissing } from "#functions/source/content/snapshot.ts";
import { TreeFacts } from "#functions/source/content/tree-facts.ts";
import { TreeUnreadable } from "#functions/source/content/walk-bounds.ts";
import { done } from "#shared/model/failure.ts";
import { unusedName } from "#test/functions/edge-doors.ts";
import { fetchAnswer, written, writtenCommit, writtenTree } from "./written-objects.ts";

function inStorage<T>(work: (store: ObjectStore, facts: TreeFacts) => Promise<T>): Promise<T> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, (_, { storage: { sql } }) =>
    work(new ObjectStore(sql), new TreeFacts(sql)),
  );
}

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

const noHost = { bringObjects: async () => done(0) };
const snapshotOf = (store: ObjectStore, root: Oid): Snapshot =>
  new Snapshot({ store, root, memo: new ReadMemo(), host: noHost });

describe("a commit whose tree is gone from the store", () => {
  it("counts as whole no more once somebody has missed it, and is fetched again, whole", async () => {
    const file = await written("blob", "kind: ConfigMap\n");
    const folder = await writtenTree({ "a.yaml": file });
    const root = await writtenTree({ apps: folder });
    const commit = await writtenCommit(root.oid);
    const answer = await fetchAnswer([commit, root, folder, file]);
    const seen = await inStorage(async (store) => {
      let fetches = 0;
      const host = new Host({
        remote: {
          url: "https://git.example.com/team/app",
          fetch: async () => {
            fetches += 1;
            return new Response(answer, {
              headers: { "content-type": "application/x-git-upload-pack-result" },
            });
          },
        },
        store,
        capabilities: {
          get: () => ({
            url: "https://git.example.com/team/app",
            agent: "",
            lsRefs: [],
            fetch: ["shallow", "filter"],
          }),
          put: () => undefined,
        },
        sight: new Set(),
        now: () => 1,
      });
      const text = (): string => {
        const snapshot = new Snapshot({ store, root: root.oid, memo: new ReadMemo(), host });
        return new TextDecoder().decode(snapshot.read("apps/a.yaml"));
      };
      const bring = (): Promise<{ readonly ok: boolean }> => host.bring(commit.oid, { isListed: true });
      expect((await bring()).ok).toBe(true);
      expect(text()).toBe("kind: ConfigMap\n");
      store.remove([folder.oid]);
      expect((await bring()).ok).toBe(true);
      const error = thrown(text);
      if (!(error instanceof TreeMissing)) throw new Error("the tree was to be missed");
      const before = fetches;
      error.mend();
      expect(store.commitIsWhole(commit.oid)).toBe(false);
      expect((await bring()).ok).toBe(true);
      return { before, after: fetches, text: text() };
    });
    expect(seen).toEqual({ before: 1, after: 2, text: "kind: ConfigMap\n" });
  });
});

describe("a commit in which each folder holds the next one ten times", () => {
  /** Some thirty objects, and 10^30 paths. */
  async function bomb(store: ObjectStore): Promise<Oid> {
    const ignore = await written("blob", "*.md\n");
    const absent = await written("blob", "kind: ConfigMap\n");
    let below: GitObject = await writtenTree({ ".sourceignore": ignore, "a.yaml": absent });
    store.put(ignore);
    store.put(below);
    for (let level = 0; level < 30; level++) {
      const names = Array.from({ length: 10 }, (_, i) => [`f${i}`, below] as const);
      below = await writtenTree(
        Object.fromEntries([...names, [`r${level}.yaml`, await written("blob", `${level}`)]]),
      );
      store.put(below);
    }
    return below.oid;
  }

  it("is refused where every path of it would be listed", async () => {
    const error = await inStorage(async (store, facts) => {
      const snapshot = snapshotOf(store, await bomb(store));
      return keptOf(snapshot, { ignore: undefined, facts }).catch((why: unknown) => why);
    });
    expect(error).toBeInstanceOf(TreeUnreadable);
    expect(String(error)).toContain("more than 20000 ignore files");
  });

  it("has a digest like any other, each folder looked at once", async () => {
    const digest = await inStorage(async (store, facts) =>
      contentDigest(snapshotOf(store, await bomb(store)), facts),
    );
    expect(digest.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("is read ahead of without end by nobody: what is missing is asked for once", async () => {
    const asked = await inStorage(async (store) => {
      const snapshot = snapshotOf(store, await bomb(store));
      return Array.from({ length: 4 }, () => {
        const error = thrown(() => snapshot.read("f0/f1/r27.yaml"));
        return error instanceof BlobsMissing ? error.oids.length : -1;
      });
    });
    expect(asked).toEqual([1, 29, 30, 31]);
  });
});

describe("symbolic links in one folder that lies in very many", () => {
  it("are refused: each place would have to be looked through for itself", async () => {
    const error = await inStorage(async (store, facts) => {
      const file = await written("blob", "x.yaml");
      let below = await writtenTree({ "x.yaml": file }, { y: file });
      const objects = [file, below];
      for (let depth = 0; depth < 300; depth++) objects.push((below = await writtenTree({ a: below })));
      const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${100 + i}`, below]));
      const root = await writtenTree(wide);
      for (const object of [...objects, root]) store.put(object);
      return withLinks(snapshotOf(store, root.oid), facts).catch((why: unknown) => why);
    });
    expect(error).toBeInstanceOf(TreeUnreadable);
    expect(String(error)).toContain("below more than 20000 folders");
  });
});
