import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { BuildStore } from "#functions/source/store/build-store.ts";
import { Builds, type Planner, type Trace } from "#functions/source/builds.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import { SourceFiles } from "#functions/source/content/source-files.ts";
import type { BuildNews } from "#shared/model/delivery.ts";
import { configMapKey } from "#test/functions/cluster-news.ts";
import { unusedName } from "#test/functions/edge-doors.ts";
import { shelfOf } from "./shelf-of.ts";

const oid = (digit: string): Oid => digit.repeat(40) as Oid;
const tree = (): SourceFiles => new SourceFiles({ id: "", folder: () => new Map(), read: () => undefined });

type Made = { readonly news: BuildNews[][]; readonly builds: number };

/** News of two commits, where the second one's tree reads as `isSame` says. */
function builtTwice(isSame: boolean): Promise<Made> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const store = new ObjectStore(sql);
    let count = 0;
    const readSet = { files: [], absent: [], folders: [], remote: [] };
    const trace: Trace = { readSet, signature: "" };
    const planner: Planner = {
      isSame: async () => isSame,
      build: async () => ((count += 1), { type: "built", objects: [], trace }),
    };
    const builds = new Builds({ sql, store, planner });
    const news: BuildNews[][] = [];
    const shelf = shelfOf({});
    for (const commit of [oid("1"), oid("2")]) {
      const at = { cluster: "shop", shelf, tree: tree(), revision: `main@sha1:${commit}`, note: undefined };
      const all = await builds.all([{ uid: "apps-uid", generation: 1, spec: {} }], at);
      if (!all.ok) throw new Error(all.failures[0]?.message);
      news.push(all.value);
    }
    return { news, builds: count };
  });
}

describe("a commit that changes nothing of what a Kustomization reads", () => {
  it("is not built, and its revision is told all the same", async () => {
    const { news, builds } = await builtTwice(true);
    expect(builds).toBe(1);
    expect(news[1]).toMatchObject([
      { revision: `main@sha1:${oid("2")}`, outcome: { type: "built", put: [], drop: [] } },
    ]);
  });

  it("is another cluster's no more than it was, though the uids are the same", async () => {
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    const [first, second] = await runInDurableObject(stub, async (_, { storage: { sql } }) => {
      const store = new BuildStore<Trace>(sql);
      const build = {
        spec: "{}",
        trace: { readSet: { files: [], absent: [], folders: [], remote: [] }, signature: "" },
      };
      // Longer than a row may be.
      const digests = new Map(
        Array.from({ length: 30_000 }, (_, at) => [configMapKey(`a-${at}`), "d".repeat(64)]),
      );
      store.put("shop/apps-uid", { ...build, build: "1", digests });
      return [store.of("shop/apps-uid"), store.of("other/apps-uid")];
    });
    expect([first?.build, first?.digests.size, second]).toEqual(["1", 30_000, undefined]);
  });

  it("is built when it changes something", async () => {
    expect((await builtTwice(false)).builds).toBe(2);
  });
});

describe("a build that asks for something from elsewhere", () => {
  const url = "https://example.com/note.yaml";
  const request = { type: "file", url } as const;
  type Outcome = { readonly builds: number; readonly elsewhere: readonly string[]; readonly message: string };

  /** A build of one file, then what it hangs on at the next visits, at which the file is as given. */
  function followed(...later: readonly string[]): Promise<Outcome> {
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
    return runInDurableObject(stub, async (_, { storage: { sql } }) => {
      const store = new ObjectStore(sql);
      let count = 0;
      const planner: Planner = {
        isSame: async () => false,
        build: async (_spec, _tree, { ask }) => {
          count += 1;
          const answer = ask(request);
          const message = answer.type === "file" ? new TextDecoder().decode(answer.bytes) : "nothing";
          return { type: "failed", reason: "BuildFailed", message };
        },
      };
      const builds = new Builds({ sql, store, planner });
      const wishes = [{ uid: "apps-uid", generation: 1, spec: {} }];
      const shelf = shelfOf({ [url]: "one" });
      const at = { cluster: "shop", shelf, tree: tree(), revision: "main", note: undefined };
      const all = await builds.all(wishes, at);
      const outcome = all.ok ? all.value[0]?.outcome : undefined;
      const elsewhere = [await builds.elsewhere("shop", wishes, shelf)];
      for (const text of later)
        elsewhere.push(await builds.elsewhere("shop", wishes, shelfOf({ [url]: text })));
      builds.forget("shop", "apps-uid");
      elsewhere.push(await builds.elsewhere("shop", wishes, shelf));
      return { builds: count, elsewhere, message: outcome?.type === "failed" ? outcome.message : "" };
    });
  }

  it("is run again once it has been fetched", async () => {
    expect(await followed()).toMatchObject({ builds: 2, message: "one" });
  });

  it("hangs on it even where it failed, and on nothing once it is forgotten", async () => {
    const [first, same, other, forgotten] = (await followed("one", "two")).elsewhere;
    expect(same).toBe(first);
    expect(other).not.toBe(first);
    expect(forgotten).toBe("");
  });
});
