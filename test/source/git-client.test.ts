import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  discover,
  fetchObjects,
  listRefs,
  type Capabilities,
  type FetchObjects,
  type FetchRequest,
} from "#functions/source/git/git-client.ts";
import type { ObjectType, Oid } from "#functions/source/object/object-id.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { parseTree } from "#functions/source/object/tree.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { GitServer, Scratch, type Repository } from "./git-server.ts";
import { SinkByHand } from "./read-pack.ts";

type Objects = ReadonlyMap<Oid, GitObject>;
type Client = {
  readonly capabilities: Capabilities;
  readonly refs: (...prefixes: string[]) => ReturnType<typeof listRefs>;
  readonly fetched: (request: Partial<FetchRequest>) => Promise<Objects & { shallow: readonly Oid[] }>;
};

async function clientOf(origin: string, name: string): Promise<Client> {
  const remote = { url: `${origin}/${name}.git`, fetch };
  const capabilities = valueOf(await discover(remote));
  return {
    capabilities,
    refs: async (...prefixes) => listRefs(remote, capabilities, prefixes),
    fetched: async (request) => {
      const whole: FetchRequest = { wants: [], haves: [], shallow: [], ...request };
      const sink = new SinkByHand();
      const { shallow } = valueOf(await fetchObjects(remote, capabilities, { ...whole, sink }));
      return Object.assign(sink.byOid, { shallow });
    },
  };
}

/** Two folders of YAML and a README. */
function fleet(scratch: Scratch): Repository {
  const repository = scratch.repository("fleet");
  repository.history([
    {
      "README.md": "# Fleet\n",
      "apps/web.yaml": "kind: Deployment\n",
      "apps/db.yaml": "kind: StatefulSet\n",
    },
    { "infra/ns.yaml": "kind: Namespace\n" },
  ]);
  return repository;
}

function oids(objects: Objects, type: ObjectType): string[] {
  return [...objects.values()].filter((object) => object.type === type).map(({ oid }) => oid);
}

describe("what a server can do", () => {
  it("is learned once, and survives being stored", async () => {
    using scratch = new Scratch();
    fleet(scratch);
    await using server = new GitServer({ root: scratch.path });
    const origin = await server.start();
    const { capabilities } = await clientOf(origin, "fleet");
    expect(capabilities).toMatchObject({
      url: `${origin}/fleet.git`,
      objectFormat: "sha1",
      lsRefs: ["unborn"],
    });
    expect(capabilities.agent).toMatch(/^git\/2\./);
    expect(capabilities.fetch).toEqual(expect.arrayContaining(["shallow", "filter"]));

    const stored: Capabilities = JSON.parse(JSON.stringify(capabilities));
    expect(stored).toEqual(capabilities);
    valueOf(await listRefs({ url: `${origin}/fleet.git`, fetch }, stored, []));
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});

describe("the refs of a repository", () => {
  it("are listed with what tags come down to and what HEAD stands for", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    repository.git("tag", "-a", "-m", "One", "v1.0.0", "main~1");
    repository.git("branch", "größe", "main~1");
    await using server = new GitServer({ root: scratch.path });
    const { refs } = await clientOf(await server.start(), "fleet");
    const [head, first] = [repository.oid("main"), repository.oid("main~1")];
    expect(valueOf(await refs())).toEqual([
      { name: "HEAD", oid: head, symrefTarget: "refs/heads/main" },
      { name: "refs/heads/größe", oid: first },
      { name: "refs/heads/main", oid: head },
      { name: "refs/tags/v1.0.0", oid: repository.oid("v1.0.0"), peeled: first },
    ]);
    const named = valueOf(await refs("refs/tags/", "refs/heads/gr"));
    expect(named.map(({ name }) => name)).toEqual(["refs/heads/größe", "refs/tags/v1.0.0"]);
  });

  it("are none in an empty repository, and for names that cannot be", async () => {
    using scratch = new Scratch();
    scratch.repository("empty");
    await using server = new GitServer({ root: scratch.path });
    const { refs } = await clientOf(await server.start(), "empty");
    expect(valueOf(await refs())).toEqual([]);
    expect(
      valueOf(await refs("refs/heads/a b", "refs/heads/a\nwant b", `refs/heads/${"x".repeat(70_000)}`)),
    ).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });
});

describe("a first fetch", () => {
  it("brings one commit and its trees, and blobs when they are asked for by name", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    await using server = new GitServer({ root: scratch.path });
    const { fetched } = await clientOf(await server.start(), "fleet");
    const main = repository.oid("main");

    const trees = await fetched({ wants: [main], depth: 1, filter: "blob:none" });
    expect(oids(trees, "commit")).toEqual([main]);
    expect(oids(trees, "tree")).toHaveLength(3);
    expect(oids(trees, "blob")).toEqual([]);
    expect(trees.shallow).toEqual([main]);

    const apps = repository.oid("main:apps");
    const entries = valueOf(parseTree(apps, trees.get(apps)?.content ?? new Uint8Array()));
    expect(entries.map(({ name }) => name)).toEqual(["db.yaml", "web.yaml"]);
    const blobs = await fetched({ wants: entries.map(({ oid }) => oid) });
    expect(entries.map(({ oid }) => Buffer.from(blobs.get(oid)?.content ?? "").toString())).toEqual([
      "kind: StatefulSet\n",
      "kind: Deployment\n",
    ]);
    expect(blobs.size).toBe(2);
  });

  it("brings small blobs along and leaves large ones behind, when it is told to", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    repository.commit({ "large.bin": randomBytes(10_000) });
    await using server = new GitServer({ root: scratch.path });
    const { fetched } = await clientOf(await server.start(), "fleet");
    const objects = await fetched({ wants: [repository.oid("main")], depth: 1, filter: "blob:limit=1000" });
    expect(oids(objects, "blob")).toHaveLength(4);
    expect(objects.has(repository.oid("main:large.bin"))).toBe(false);
  });

  it("takes all small files from a server that knows no filter, which it says beforehand, and passes over large ones", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    repository.git("config", "uploadpack.allowFilter", "false");
    repository.commit({ "large.bin": randomBytes(70_000) });
    await using server = new GitServer({ root: scratch.path });
    const { capabilities, fetched } = await clientOf(await server.start(), "fleet");
    expect(capabilities.fetch).not.toContain("filter");
    const objects = await fetched({ wants: [repository.oid("main")], depth: 1, filter: "blob:none" });
    expect(oids(objects, "blob")).toHaveLength(4);
    const large = repository.oid("main:large.bin");
    expect(objects.has(large)).toBe(false);
    expect([...(await fetched({ wants: [large] })).keys()]).toEqual([large]);
  });

  it("brings two thousand files whole", async () => {
    using scratch = new Scratch();
    const repository = scratch.repository("large");
    const file = (i: number): [string, string] => [
      `apps/${i % 40}/${i}.yaml`,
      `kind: ConfigMap\nname: c${i}\n`,
    ];
    repository.commit(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => file(i))));
    await using server = new GitServer({ root: scratch.path });
    const { fetched } = await clientOf(await server.start(), "large");
    const objects = await fetched({ wants: [repository.oid("main")], depth: 1 });
    expect(oids(objects, "blob")).toHaveLength(2_000);
    expect(oids(objects, "tree")).toHaveLength(42);

    const listed = repository.git("ls-tree", "-r", "--object-only", "main").split("\n") as Oid[];
    const asked = await fetched({ wants: listed });
    expect(asked.size).toBe(2_000);
  });
});

describe("a fetch of what changed", () => {
  /** One file of `apps` changes after `before`. */
  async function changed(scratch: Scratch, origin: string, { filters = true } = {}) {
    const repository = fleet(scratch);
    repository.git("config", "uploadpack.allowFilter", String(filters));
    const before = repository.oid("main");
    const tree = repository.oid("main^{tree}");
    const after = repository.commit({ "apps/web.yaml": "kind: Deployment\nreplicas: 2\n" });
    const { fetched } = await clientOf(origin, "fleet");
    const fetchSince = (haves: readonly Oid[], more: Partial<FetchRequest> = {}) =>
      fetched({
        wants: [repository.oid("main")],
        haves,
        shallow: [before],
        depth: 1,
        filter: "blob:none",
        ...more,
      });
    return { repository, before, tree, after, fetchSince };
  }

  it("brings the commit and the trees on the way to the change, when the old root tree is named", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { repository, before, tree, after, fetchSince } = await changed(scratch, await server.start());
    const objects = await fetchSince([before, tree]);
    expect([...objects.keys()].toSorted()).toEqual(
      [after, repository.oid("main^{tree}"), repository.oid("main:apps")].toSorted(),
    );
    expect(objects.shallow).toEqual([after]);
  });

  it("brings the changed blob too, from a server that knows no filter", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { repository, before, tree, fetchSince } = await changed(scratch, await server.start(), {
      filters: false,
    });
    const objects = await fetchSince([before, tree]);
    expect(oids(objects, "blob")).toEqual([repository.oid("main:apps/web.yaml")]);
    expect(objects.size).toBe(4);
  });

  it("brings every tree again when only the commit is named: git does not look at what a cut-off parent held", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { before, fetchSince } = await changed(scratch, await server.start());
    expect(oids(await fetchSince([before]), "tree")).toHaveLength(3);
  });

  it("brings as little after a force push", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { repository, before, tree, fetchSince } = await changed(scratch, await server.start());
    const forced = repository.commit(
      { "infra/ns.yaml": "kind: Namespace\nforced: true\n" },
      { onto: `${before}~1` },
    );
    const objects = await fetchSince([before, tree]);
    expect(oids(objects, "commit")).toEqual([forced]);
    expect(oids(objects, "tree")).toHaveLength(2);
  });

  it("brings what it must when the server has forgotten what we have", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { fetchSince } = await changed(scratch, await server.start());
    const forgotten = "1234567890123456789012345678901234567890" as Oid;
    expect(oids(await fetchSince([forgotten], { shallow: [forgotten] }), "tree")).toHaveLength(3);
  });

  it("brings nothing when nothing is new", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const { after, fetchSince } = await changed(scratch, await server.start());
    expect((await fetchSince([after], { shallow: [after] })).size).toBe(0);
  });
});

describe("a fetch that goes wrong", () => {
  it("says in the server's words that a commit is gone", async () => {
    using scratch = new Scratch();
    fleet(scratch);
    await using server = new GitServer({ root: scratch.path });
    const remote = { url: `${await server.start()}/fleet.git`, fetch };
    const gone = "1234567890123456789012345678901234567890" as Oid;
    const request = { wants: [gone], haves: [], shallow: [], sink: new SinkByHand() };
    const failure = failureOf(await fetchObjects(remote, valueOf(await discover(remote)), request));
    expect(failure).toMatchObject({ code: "source/server-refused", subject: remote.url });
    expect(failure.message).toContain(`not our ref ${gone}`);
  });

  it("tells a server that no longer does what it said from one that is down", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    await using server = new GitServer({ root: scratch.path });
    const remote = { url: `${await server.start()}/fleet.git`, fetch };
    const stale = valueOf(await discover(remote));
    repository.git("config", "uploadpack.allowFilter", "false");
    const request: FetchObjects = {
      wants: [repository.oid("main")],
      haves: [],
      shallow: [],
      filter: "blob:none",
      sink: new SinkByHand(),
    };
    expect(failureOf(await fetchObjects(remote, stale, request)).code).toBe("source/answer-empty");
    expect((await fetchObjects(remote, valueOf(await discover(remote)), request)).ok).toBe(true);
  });

  it("stops reading a pack that is larger than allowed", async () => {
    using scratch = new Scratch();
    const repository = fleet(scratch);
    repository.commit({ "large.bin": randomBytes(3_000_000) });
    await using server = new GitServer({ root: scratch.path });
    const remote = { url: `${await server.start()}/fleet.git`, fetch };
    const request = {
      wants: [repository.oid("main")],
      haves: [],
      shallow: [],
      sink: new SinkByHand(),
      limits: { packBytes: 100_000 },
    };
    const failure = failureOf(await fetchObjects(remote, valueOf(await discover(remote)), request));
    expect(failure.code).toBe("source/pack-too-large");
    expect(failure.message).toContain("more than 100000 bytes");
  });

  it("refuses a server whose proxy swallows the protocol's version", async () => {
    using scratch = new Scratch();
    fleet(scratch);
    await using server = new GitServer({ root: scratch.path, dropsGitProtocol: true });
    const failure = failureOf(await discover({ url: `${await server.start()}/fleet.git`, fetch }));
    expect(failure.code).toBe("source/protocol-too-old");
    expect(failure.remedy).toContain("Git-Protocol");
  });

  it("refuses a repository of SHA-256", async () => {
    using scratch = new Scratch();
    scratch.repository("modern", "--object-format=sha256").commit({ "a.yaml": "a" });
    await using server = new GitServer({ root: scratch.path });
    const failure = failureOf(await discover({ url: `${await server.start()}/modern.git`, fetch }));
    expect(failure.code).toBe("source/sha256-unsupported");
    expect(failure.remedy).toContain("--object-format=sha1");
  });

  it("says so when the repository is not there", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path });
    const failure = failureOf(await discover({ url: `${await server.start()}/nothing.git`, fetch }));
    expect(failure.code).toBe("source/not-found");
  });
});
