import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  discover,
  fetchObjects,
  listRefs,
  type Capabilities,
  type Fetched,
  type FetchRequest,
  type GitRemote,
} from "#functions/source/git/git-client.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { Secret } from "#shared/model/secret.ts";
import { failureOf, valueOf } from "#test/source/expect-result.ts";
import type { ForgeRepo } from "#test/support/forge/forge-api.ts";
import { startForge, type Forge } from "#test/support/forge/forge.ts";
import { openWorkTree, type WorkTree } from "#test/support/git-host/work-tree.ts";
import { fetchesOf } from "./footprints.ts";

let folder: string;
let forge: Forge;
let repo: ForgeRepo;
let work: WorkTree;
let token: string;
let capabilities: Capabilities;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-forge-"));
  forge = await startForge({ folder: join(folder, "forge"), log: console.log });
  repo = await forge.createRepository("fleet");
  ({ token } = await forge.createToken("client"));
  work = await openWorkTree(repo, join(folder, "work"));
  await work.commit({ "apps/web.yaml": "kind: Deployment\n", "README.md": "# Fleet\n" }, "Begin");
  await work.pushTag("v1.0.0");
  await work.commit({ "infra/ns.yaml": "kind: Namespace\n" }, "A namespace");
  await work.git("tag", "light");
  await work.git("push", "--quiet", "origin", "main", "refs/tags/light");
  capabilities = valueOf(await discover(remote()));
});

afterAll(async () => {
  await forge?.stop();
  await rm(folder, { recursive: true, force: true });
});

function remote(password = token): GitRemote {
  return { url: repo.cloneUrl, fetch, auth: { username: "dev", password: new Secret(password) } };
}

async function oid(revision: string): Promise<Oid> {
  const found = parseOid((await work.git("rev-parse", revision)).trim());
  if (found === undefined) throw new Error(`${revision} is no object`);
  return found;
}

type Brought = Fetched & {
  readonly oids: (type: GitObject["type"]) => readonly Oid[];
  readonly text: (of: Oid) => string;
};

async function brought(request: Partial<FetchRequest>): Promise<Brought> {
  const objects = new Map<Oid, GitObject>();
  const fetched = valueOf(
    await fetchObjects(remote(), capabilities, {
      wants: [],
      haves: [],
      shallow: [],
      ...request,
      sink: {
        put: (object) => void objects.set(object.oid, { ...object, content: object.content.slice() }),
        get: (of) => objects.get(of),
        tooLarge: () => undefined,
      },
    }),
  );
  return {
    ...fetched,
    oids: (type) =>
      [...objects.values()].filter((object) => object.type === type).map((object) => object.oid),
    text: (of) => new TextDecoder().decode(objects.get(of)?.content),
  };
}

describe("what the forge's git can do", () => {
  it("is enough for a fetch whose cost follows the change: shallow, and without files", () => {
    expect(capabilities).toMatchObject({ url: repo.cloneUrl, objectFormat: "sha1" });
    expect(capabilities.fetch).toEqual(expect.arrayContaining(["shallow", "filter"]));
  });

  it("is told to nobody without a token, nor with a wrong one", async () => {
    const { auth: _, ...nobody } = remote();
    expect(failureOf(await discover(nobody)).code).toBe("source/auth-refused");
    const wrong = failureOf(await discover(remote("no such token")));
    expect(wrong).toMatchObject({ code: "source/auth-refused", subject: repo.cloneUrl });
    expect(JSON.stringify(wrong)).not.toContain("no such token");
  });

  it("is told to whoever has the account's own password, or the token alone", async () => {
    expect(valueOf(await discover(remote(forge.password)))).toEqual(capabilities);
    const alone = { ...remote(), auth: { bearer: new Secret(token) } };
    expect(valueOf(await discover(alone))).toEqual(capabilities);
  });

  it("is not told of a repository that is not there", async () => {
    const gone = { ...remote(), url: `${forge.url}/dev/gone.git` };
    expect(failureOf(await discover(gone)).code).toBe("source/not-found");
  });
});

describe("the refs of a repository at the forge", () => {
  it("are its branches and tags: an annotated tag with the commit that it comes down to", async () => {
    const main = await oid("main");
    expect(valueOf(await listRefs(remote(), capabilities, []))).toEqual([
      { name: "HEAD", oid: main, symrefTarget: "refs/heads/main" },
      { name: "refs/heads/main", oid: main },
      { name: "refs/tags/light", oid: main },
      { name: "refs/tags/v1.0.0", oid: await oid("v1.0.0"), peeled: await oid("main~1") },
    ]);
  });

  it("are only those that were asked for", async () => {
    const tags = valueOf(await listRefs(remote(), capabilities, ["refs/tags/v"]));
    expect(tags.map(({ name }) => name)).toEqual(["refs/tags/v1.0.0"]);
  });

  it("are none while it is empty", async () => {
    const { cloneUrl } = await forge.createRepository("empty");
    const empty = { ...remote(), url: cloneUrl };
    expect(valueOf(await listRefs(empty, valueOf(await discover(empty)), []))).toEqual([]);
  });
});

describe("a fetch from the forge", () => {
  it("brings one commit and its folders, and files when they are asked for by name", async () => {
    const main = await oid("main");
    const first = await brought({ wants: [main], depth: 1, filter: "blob:none" });
    expect(first.oids("commit")).toEqual([main]);
    expect(first.shallow).toEqual([main]);
    expect(first.oids("tree").toSorted()).toEqual(
      [await oid("main^{tree}"), await oid("main:apps"), await oid("main:infra")].toSorted(),
    );
    expect(first.oids("blob")).toEqual([]);

    const file = await oid("main:apps/web.yaml");
    const files = await brought({ wants: [file] });
    expect(files.oids("blob")).toEqual([file]);
    expect(files.text(file)).toBe("kind: Deployment\n");
  });

  it("brings only what is missing the next time, in a few hundred bytes", async () => {
    const before = [await oid("main"), await oid("main^{tree}")];
    await work.commit({ "apps/web.yaml": "kind: StatefulSet\n" }, "A change");
    await work.push();
    const main = await oid("main");
    const next = await brought({
      wants: [main],
      haves: before,
      shallow: before.slice(0, 1),
      depth: 1,
      filter: "blob:none",
    });
    expect(next.oids("commit")).toEqual([main]);
    expect(next.oids("tree").toSorted()).toEqual(
      [await oid("main^{tree}"), await oid("main:apps")].toSorted(),
    );
    expect(next.oids("blob")).toEqual([]);
    expect((await fetchesOf(forge, repo)).at(-1)).toBeLessThan(1024);
  });

  it("of an annotated tag brings the tag and its commit, and not what came before", async () => {
    await work.commit({ "README.md": "# The fleet\n" }, "Words");
    await work.push();
    await work.pushTag("v1.1.0");
    const [tag, commit] = [await oid("v1.1.0"), await oid("v1.1.0^{commit}")];
    const fetched = await brought({ wants: [tag], depth: 1, filter: "blob:none" });
    expect(fetched.oids("tag")).toEqual([tag]);
    expect(fetched.oids("commit")).toEqual([commit]);
    expect(fetched.text(tag)).toMatch(`object ${commit}\n`);
    expect(fetched.shallow).toEqual([commit]);
  });

  it("finds a commit that a forced push left behind, for whoever follows it by name", async () => {
    const left = await oid("main");
    await work.reset("main~1");
    await work.commit({ "README.md": "# Another fleet\n" }, "Other words");
    await work.forcePush();
    await work.git("push", "--quiet", "origin", ":refs/tags/v1.1.0");
    const fetched = await brought({ wants: [left], depth: 1, filter: "blob:none" });
    expect(fetched.oids("commit")).toEqual([left]);
  });
});
