import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Contents, type Seen } from "#functions/source/content/contents.ts";
import type { Host } from "#functions/source/host.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { ReadMemo, TreeMissing } from "#functions/source/content/snapshot.ts";
import { TreeFacts } from "#functions/source/content/tree-facts.ts";
import { done } from "#shared/model/failure.ts";
import { unusedName } from "#test/functions/edge-doors.ts";
import { written, writtenCommit, writtenTree } from "./written-objects.ts";

const host: Pick<Host, "bring" | "bringObjects"> = {
  bring: async (commit: Oid) => done(commit),
  bringObjects: async () => done(0),
};

describe("a source that is included", () => {
  it("finds nothing that another credential has read, though it names it", async () => {
    const file = await written("blob", "token: not-for-everybody\n");
    const folder = await writtenTree({ "secret.yaml": file });
    const root = await writtenTree({ apps: folder });
    const commit = await writtenCommit(root.oid);
    // Whoever knows a folder's name can write a commit that leads to it.
    const theirs = await writtenTree({ mine: folder });
    const theirCommit = await writtenCommit(theirs.oid);

    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    await runInDurableObject(stub, async (_, { storage: { sql } }) => {
      const seenIn = (store: ObjectStore, objects: readonly GitObject[]): Seen => {
        for (const object of objects) store.put(object);
        return { host: host as Host, store, access: { tls: [] }, group: "" };
      };
      const own = seenIn(new ObjectStore(sql), [commit, root, folder, file]);
      const beside = seenIn(new ObjectStore(sql, "remote_1_"), [theirCommit, theirs]);
      const memo = new ReadMemo();
      const contents = new Contents({
        memo,
        facts: new TreeFacts(sql),
        openSubmodule: () => done(beside),
        openInclude: async () => done(beside),
      });
      const whole = await contents.of({ spec: {} }, own, commit.oid);
      if (!whole.ok) throw new Error("the repository itself cannot be read");
      expect(whole.value.read("apps/secret.yaml")).toBeDefined();

      const place = { digest: "", size: 0, url: "", path: "", lastUpdateTime: "" };
      const artifact = { ...place, revision: `main@sha1:${theirCommit.oid}` };
      const include = { spec: {}, artifact, fromPath: "", toPath: "lib", includes: [] };
      const reading = contents.of({ spec: {}, includes: [include] }, own, commit.oid).then((all) => {
        if (!all.ok) throw new Error("it was refused for another reason");
        return all.value.read("lib/mine/secret.yaml");
      });
      await expect(reading).rejects.toThrow(TreeMissing);
    });
  });
});

describe("what was read", () => {
  it("is not remembered without bounds, in the midst of a walk either", () => {
    const memo = new ReadMemo();
    const folder = new Map(
      Array.from({ length: 1_000 }, (_, at) => [String(at), { kind: "file", id: "" } as const]),
    );
    for (let at = 0; at < 1_000; at++) memo.keepTree(String(at).padStart(40, "0") as Oid, folder);
    expect(memo.trees.size).toBeLessThan(250);
  });
});

describe("what was found out about a folder", () => {
  it("is remembered unless it is longer than a row may be", async () => {
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    await runInDurableObject(stub, (_, { storage: { sql } }) => {
      const facts = new TreeFacts(sql);
      facts.put("links", "short", "[]");
      facts.put("links", "long", "x".repeat(600_000));
      expect([facts.get("links", "short"), facts.get("links", "long")]).toEqual(["[]", undefined]);
    });
  });
});
