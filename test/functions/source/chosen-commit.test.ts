import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { chooseCommit, type Chosen } from "#functions/source/chosen-commit.ts";
import type { FoundRef } from "#functions/source/host.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import { done, type Result } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const oid = (digit: string): Oid => digit.repeat(40) as Oid;

/** The choice among these tags, each with its commit's time in seconds. */
function chosen(ref: JsonObject, tags: Readonly<Record<string, number>>): Promise<Result<Chosen>> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const store = new ObjectStore(sql);
    const listed = new Map<string, FoundRef>();
    for (const [at, [name, seconds]] of Object.entries(tags).entries()) {
      const commit = oid(String(at + 1));
      const who = `A <a@example.com> ${seconds} +0000`;
      const text = `tree ${oid("a")}\nauthor ${who}\ncommitter ${who}\n\nSubject\n`;
      store.put({ oid: commit, type: "commit", content: Uint8Array.from(new TextEncoder().encode(text)) });
      listed.set(`refs/tags/${name}`, { commit });
    }
    const host = { resolveRefs: async () => done(listed), bring: async (one: Oid) => done(one) };
    return chooseCommit({ ref }, { host, store, listed });
  });
}

describe("a range of versions", () => {
  it("chooses among tags of one version that of the youngest commit, then the last by name", async () => {
    const tags = { "1.2.0+a": 300, "1.2.0+b": 900, "1.1.0": 2_000 };
    expect(await chosen({ semver: "1.x" }, tags)).toMatchObject({
      value: { revision: `1.2.0+b@sha1:${oid("2")}` },
    });
    const equal = { "v1.2.0": 500, "1.2.0": 500 };
    expect(await chosen({ semver: "1.x" }, equal)).toMatchObject({
      value: { revision: `v1.2.0@sha1:${oid("1")}` },
    });
  });

  it("does not fetch very many commits to choose among tags of one version", async () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`1.0.0+${at}`, at]));
    expect(await chosen({ semver: "1.x" }, tags)).toMatchObject({
      failures: [{ code: "source/ref-ambiguous", subject: "spec.ref.semver" }],
    });
  });

  it("says which range it was that nothing is in, or that is none", async () => {
    expect(await chosen({ semver: ">=2" }, { "1.0.0": 1 })).toMatchObject({
      failures: [{ message: "no match found for semver: >=2" }],
    });
    expect(await chosen({ semver: "newest" }, { "1.0.0": 1 })).toMatchObject({ ok: false });
  });
});

describe("a commit", () => {
  it("is taken as it is, and what is no commit id is refused with the way to write one", async () => {
    expect(await chosen({ commit: oid("c") }, {})).toMatchObject({
      value: { commit: oid("c"), isListed: false },
    });
    expect(await chosen({ commit: "c0ffee" }, {})).toMatchObject({
      failures: [{ subject: "spec.ref.commit", remedy: "Write all 40 digits of it" }],
    });
  });
});
