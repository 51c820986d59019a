import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseCommit } from "#functions/source/object/commit.ts";
import { evict } from "#functions/source/store/evict.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { parseTree } from "#functions/source/object/tree.ts";
import { unusedName } from "#test/functions/edge-doors.ts";
import { written, writtenCommit, writtenTree } from "./written-objects.ts";

/** A commit of two folders, each with two of a few files; so commits share much. Some files are not here. */
const commit = fc.record({
  files: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5)),
  marked: fc.option(fc.nat(100)),
  kept: fc.boolean(),
});
const present = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
const limits = fc.record({
  before: fc.nat(120),
  most: fc.constantFrom(1, 60_000, 300_000, Number.MAX_SAFE_INTEGER),
});
const now = 200;

type Made = { readonly oid: Oid; readonly reached: ReadonlySet<Oid>; readonly trees: readonly Oid[] };

async function made(store: ObjectStore, files: readonly number[], isHere: readonly boolean[]): Promise<Made> {
  const objects: GitObject[] = [];
  const folders: GitObject[] = [];
  for (const two of [files.slice(0, 2), files.slice(2)]) {
    const entries: Record<string, GitObject> = {};
    for (const [at, file] of two.entries()) {
      const blob = await written("blob", `${file}`.repeat(20_000));
      entries[`${at}.yaml`] = blob;
      if (isHere[file] === true) objects.push(blob);
    }
    folders.push(await writtenTree(entries));
  }
  const [a, b] = folders as [GitObject, GitObject];
  const root = await writtenTree({ a, b });
  const own = await writtenCommit(root.oid);
  objects.push(own, root, a, b);
  for (const object of objects) store.put(object);
  return { oid: own.oid, reached: new Set(objects.map(({ oid }) => oid)), trees: [root.oid, a.oid, b.oid] };
}

/** Whether all folders of a commit are here. */
function hasItsTrees(store: ObjectStore, oid: Oid): boolean {
  const object = store.get(oid);
  const parsed = object && parseCommit(oid, object.content);
  const open: Oid[] = parsed?.ok ? [parsed.value.tree] : [];
  if (open.length === 0) return false;
  for (const tree of open) {
    const content = store.get(tree)?.content;
    const entries = content && parseTree(tree, content);
    if (!entries?.ok) return false;
    open.push(...entries.value.filter(({ kind }) => kind === "tree").map((entry) => entry.oid));
  }
  return true;
}

it("whatever is evicted, a commit that counts as whole is, one in use stays where there is room, and no stray does", async () => {
  let swept = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 1, maxLength: 5 }),
      present,
      limits,
      async (plans, isHere, { before, most }) => {
        const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
        await runInDurableObject(stub, async (_, { storage: { sql } }) => {
          const store = new ObjectStore(sql);
          const keep: Made[] = [];
          const young: Made[] = [];
          for (const { files, marked, kept } of plans) {
            const one = await made(store, files, isHere);
            if (marked === null) continue;
            store.markWhole(one.oid, marked);
            if (kept) keep.push(one);
            if (kept || marked >= before) young.push(one);
          }
          const stray = await written("blob", "stray");
          store.put(stray);
          const isLarge = store.bytes > most;
          const hadOld = store.wholeBefore(before).some((oid) => !keep.some((one) => one.oid === oid));
          await evict(store, {
            keep: keep.map(({ oid }) => oid),
            now,
            before,
            most,
            pause: async () => undefined,
          });

          for (const oid of store.wholeCommits(100)) expect(hasItsTrees(store, oid)).toBe(true);
          if (!isLarge) {
            for (const one of keep) for (const oid of one.reached) expect(store.has(oid)).toBe(true);
            for (const { oid } of young) expect(store.commitIsWhole(oid)).toBe(true);
          }
          if (!isLarge && hadOld) {
            const left = new Set(store.wholeCommits(100));
            const whole = young.filter(({ oid }) => left.has(oid));
            const isReached = (oid: Oid): boolean => whole.some(({ reached }) => reached.has(oid));
            swept += 1;
            const trees = store.namesAfter("", 1_000).filter(({ type }) => type !== "blob");
            expect(trees.filter(({ oid }) => !isReached(oid))).toEqual([]);
            expect(store.has(stray.oid)).toBe(false);
          }
          if (isLarge) expect(store.bytes <= most || store.namesAfter("", 1).length === 0).toBe(true);
        });
      },
    ),
    { numRuns: 60, interruptAfterTimeLimit: 15_000 },
  );
  expect(swept).toBeGreaterThan(5);
});
