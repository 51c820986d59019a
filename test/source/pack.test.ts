import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectType, Oid } from "#functions/source/object/object-id.ts";
import type { PackLimits } from "#functions/source/pack/pack-limits.ts";
import type { Base } from "#functions/source/pack/base-cache.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { Scratch, type Repository } from "./git-server.ts";
import { blobOid, chainOf, deltaOf, packOf, sealed, type Piece } from "./pack-builder.ts";
import { readPack, SinkByHand } from "./read-pack.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const subject = "https://git.example.org/acme/fleet";
const text = (words: string): Bytes => new Uint8Array(Buffer.from(words));

type More = {
  readonly base?: (oid: Oid) => Base | undefined;
  readonly limits?: Partial<PackLimits>;
  readonly piece?: number;
};

async function objectsOf(pack: Bytes, { base, ...more }: More = {}) {
  const sink = new SinkByHand(base);
  const result = await readPack(pack, { subject, sink, ...more });
  return { result, byOid: sink.byOid, large: sink.large };
}

/** Whatever happened, what was handed over is what its name says. */
function expectTrue(byOid: ReadonlyMap<Oid, GitObject>): void {
  for (const { oid, type, content } of byOid.values())
    if (type === "blob") expect(blobOid(content)).toBe(oid);
}

/** Every object of the repository, as git itself prints it. */
function objectsIn(repository: Repository): Map<string, { type: string; content: Buffer }> {
  const printed = repository.bytes(["cat-file", "--batch-all-objects", "--batch"]);
  const objects = new Map<string, { type: string; content: Buffer }>();
  for (let at = 0; at < printed.length;) {
    const end = printed.indexOf("\n", at);
    const [oid = "", type = "", size = ""] = printed.subarray(at, end).toString().split(" ");
    objects.set(oid, { type, content: printed.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 2 + Number(size);
  }
  return objects;
}

function expectSame(byOid: ReadonlyMap<Oid, GitObject>, repository: Repository): void {
  const expected = objectsIn(repository);
  expect([...byOid.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  for (const { oid, type, content } of byOid.values()) {
    expect(type).toBe(expected.get(oid)?.type);
    expect(Buffer.compare(content, expected.get(oid)?.content ?? Buffer.alloc(0))).toBe(0);
  }
}

/** A file that changes over many commits, beside others, and a tag: packs of it are full of deltas. */
function longHistory(scratch: Scratch): Repository {
  const repository = scratch.repository("history");
  const lines = Array.from({ length: 200 }, (_, i) => `line ${i}: ${randomBytes(12).toString("hex")}`);
  const commits = Array.from({ length: 60 }, (_, i) => {
    lines[(i * 37) % 200] = `changed by commit ${i}: ${randomBytes(12).toString("hex")}`;
    return { "apps/web/deploy.yaml": lines.join("\n"), [`apps/${i}.yaml`]: `kind: ConfigMap # ${i}\n` };
  });
  repository.history(commits);
  repository.git("tag", "-a", "-m", "One", "v1.0.0", "main");
  return repository;
}

describe("a pack that git made", () => {
  it.each([
    ["offset deltas", ["--delta-base-offset"]],
    ["deltas by name", []],
  ])("is read to the last byte with %s", async (_, options) => {
    using scratch = new Scratch();
    const repository = longHistory(scratch);
    repository.git("repack", "-adfq", "--depth=50", "--window=50");
    const args = ["pack-objects", "--stdout", "--all", "--revs", "-q", "--depth=50", ...options];
    const { result, byOid } = await objectsOf(new Uint8Array(repository.bytes(args)));
    expect(valueOf(result).deltas).toBeGreaterThan(50);
    expect(valueOf(result).objects).toBe(byOid.size);
    expectSame(byOid, repository);
  });

  it("is the same in pieces of any size", async () => {
    using scratch = new Scratch();
    const repository = longHistory(scratch);
    repository.commit({ "large.bin": new Uint8Array(randomBytes(200_000)) });
    const pack = new Uint8Array(repository.bytes(["pack-objects", "--stdout", "--all", "--revs", "-q"]));
    for (const piece of [7, 4_096, 65_000, pack.length])
      expectSame((await objectsOf(pack, { piece })).byOid, repository);
  });

  it("may build on objects that we hold, when it is thin", async () => {
    using scratch = new Scratch();
    const repository = longHistory(scratch);
    const all = objectsIn(repository);
    const thin = repository.bytes(["pack-objects", "--stdout", "--revs", "--thin", "-q"], "main\n^main~1\n");
    const asked: Oid[] = [];
    const base = (oid: Oid): Base | undefined => {
      asked.push(oid);
      const held = all.get(oid);
      return held && { type: held.type as ObjectType, content: held.content };
    };
    const { result, byOid } = await objectsOf(new Uint8Array(thin), { base });
    expect(valueOf(result).deltas).toBeGreaterThan(0);
    expect(asked.length).toBeGreaterThan(0);
    for (const { oid, content } of byOid.values())
      expect(Buffer.compare(content, all.get(oid)?.content ?? Buffer.alloc(0))).toBe(0);

    const alone = failureOf((await objectsOf(new Uint8Array(thin))).result);
    expect(alone.code).toBe("source/pack-invalid");
    expect(alone.message).toMatch(/delta against [0-9a-f]{40}, which is not in it/);
  });

  it("is refused with any one byte changed, and nothing of it is taken for what it is not", async () => {
    using scratch = new Scratch();
    const repository = longHistory(scratch);
    const pack = repository.bytes(["pack-objects", "--stdout", "--revs", "-q"], "main\n^main~5\n");
    for (let at = 0; at < pack.length; at += 23) {
      const damaged = new Uint8Array(pack);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const { result, byOid } = await objectsOf(damaged);
      expect(failureOf(result).code).toMatch(/^source\/pack-(invalid|too-large)$/);
      expectTrue(byOid);
    }
  });

  it("is refused when its end is missing", async () => {
    const pack = packOf([{ type: "blob", content: text("a") }]);
    for (let length = 0; length < pack.length; length++)
      expect(failureOf((await objectsOf(pack.slice(0, length))).result).code).toBe("source/pack-invalid");
  });
});

describe("a pack that a hostile server made, checksum and all", () => {
  it("never throws, and hands over nothing that is not what its oid says", async () => {
    using scratch = new Scratch();
    const repository = longHistory(scratch);
    const args = ["pack-objects", "--stdout", "--revs", "-q", "--delta-base-offset"];
    const body = repository.bytes(args, "main\n^main~4\n").subarray(0, -20);
    const bites = fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(bites, async (changes) => {
        const damaged = new Uint8Array(body);
        for (const [at, byte] of changes) damaged[at] = byte;
        const { byOid } = await objectsOf(sealed(damaged), { limits: { objectBytes: 1 << 20 } });
        expectTrue(byOid);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Bytes, string]>([
    ["no pack", sealed(Buffer.from("this is a sign-in page, not a pack")), "does not begin with PACK"],
    ["more objects than it has", packOf([{ type: "blob", content: text("a") }], 2), "cut short"],
    ["fewer objects than it has", packOf([{ type: "blob", content: text("a") }], 0), "belong to no object"],
    ["a delta with itself for its base", withOffset(0), "base lies outside the pack"],
    ["a base that lies before the pack", withOffset(500), "base lies outside the pack"],
    ["a base that is no object", withOffset(3), "against what is no object"],
    [
      "two deltas that build on each other",
      packOf([
        { type: "ref-delta", base: "a".repeat(40), content: deltaOf(1, 1, [{ copy: [0, 1] }]) },
        { type: "ref-delta", base: "b".repeat(40), content: deltaOf(1, 1, [{ copy: [0, 1] }]) },
      ]),
      "which is not in it",
    ],
  ])("is refused with %s", async (_, pack, words) => {
    const failure = failureOf((await objectsOf(pack)).result);
    expect(failure).toMatchObject({ code: "source/pack-invalid", subject });
    expect(failure.message).toContain(words);
    expect(failure.remedy).not.toBe("");
  });
});

/** A blob, then a delta whose base lies this many bytes before it. */
function withOffset(back: number): Bytes {
  const pack = packOf([
    { type: "blob", content: text("a") },
    { type: "ofs-delta", base: 0, content: deltaOf(1, 1, [{ copy: [0, 1] }]) },
  ]);
  const start = 12 + 1 + 9; // the blob: one byte of header, nine of zlib
  const body = new Uint8Array(pack.subarray(0, -20));
  if (back < 128) body[start + 1] = back;
  else
    return sealed(
      Buffer.concat([body.subarray(0, start + 1), Buffer.from([0x82, 0x74]), body.subarray(start + 2)]),
    );
  return sealed(body);
}

describe("a chain of deltas", () => {
  it("may be as long as git makes them, and no longer", async () => {
    const { pieces, last } = chainOf(4_095);
    const { result, byOid } = await objectsOf(packOf(pieces));
    expect(valueOf(result)).toMatchObject({ objects: 4_096, deltas: 4_095 });
    expect(byOid.has(last)).toBe(true);

    const longer = failureOf((await objectsOf(packOf(chainOf(4_096).pieces))).result);
    expect(longer.code).toBe("source/pack-too-large");
    expect(longer.message).toContain("a chain of more than 4095 deltas");
  });

  it.each(["before", "behind"])(
    "holds two contents at a time, with other deltas %s each link",
    async (where) => {
      const [root, ...links] = chainOf(200, 1_000).pieces;
      const pieces: Piece[] = root ? [root] : [];
      let base = 0;
      for (const link of links) {
        const { content } = link;
        const leaf = deltaOf(1_000, 1_001, [
          { copy: [0, 1_000] },
          { insert: new Uint8Array([pieces.length % 256]) },
        ]);
        const both = [content, leaf].map((delta): Piece => ({ type: "ofs-delta", base, content: delta }));
        if (where === "before") both.reverse();
        pieces.push(...both);
        base = pieces.length - (where === "before" ? 1 : 2);
      }
      const { result } = await objectsOf(packOf(pieces), { limits: { cachedBytes: 2_000 } });
      expect(valueOf(result).objects).toBe(401);
    },
  );

  it("may branch as it likes: a base is looked up again, not held", async () => {
    const branches: Piece[] = [{ type: "blob", content: new Uint8Array(1_000) }];
    for (let i = 0; i < 40; i++) {
      const insert = new Uint8Array([i]);
      const content = deltaOf(1_000, 1_000, [{ insert }, { copy: [1, 999] }]);
      branches.push({ type: "ofs-delta", base: i >> 1, content });
    }
    const { result } = await objectsOf(packOf(branches), { limits: { cachedBytes: 1_500 } });
    expect(valueOf(result).objects).toBe(41);
  });

  it("may come before its base, and not too many of it", async () => {
    const base = new Uint8Array(1_000).fill(1);
    const early: Piece[] = Array.from({ length: 20 }, (_, i) => ({
      type: "ref-delta",
      base: blobOid(base),
      content: deltaOf(1_000, 1_000, [{ insert: new Uint8Array([i + 2]) }, { copy: [1, 999] }]),
    }));
    const pack = packOf([...early, { type: "blob", content: base }]);
    expect(valueOf((await objectsOf(pack)).result)).toMatchObject({ objects: 21, deltas: 20 });
    const failure = failureOf((await objectsOf(pack, { limits: { heldBytes: 1_000 } })).result);
    expect(failure.message).toContain("more than 1000 bytes of deltas before their bases");
  });
});

describe("what is said of a bad pack", () => {
  it("names its repository and no password", async () => {
    const url = "https://git:s3cret@git.example.org/acme/fleet?token=s3cret";
    const result = await readPack(new Uint8Array(40), { subject: url, sink: new SinkByHand() });
    expect(failureOf(result)).toMatchObject({ code: "source/pack-invalid", subject });
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });
});

describe("the limits of a pack", () => {
  const blob = new Uint8Array(randomBytes(5_000));
  const pack = packOf([
    { type: "blob", content: text("small") },
    { type: "blob", content: blob },
  ]);

  it("leave out a file that is too large, and name it", async () => {
    const { result, byOid, large } = await objectsOf(pack, { limits: { objectBytes: 4_000 } });
    expect(valueOf(result)).toMatchObject({ objects: 2, leftOut: 1 });
    expect([...byOid.keys()]).toEqual([blobOid(text("small"))]);
    expect([...large]).toEqual([[blobOid(blob), 5_000]]);
  });

  it("pass over a file that is larger than wanted, and what could only be made of it", async () => {
    const files = packOf([
      { type: "blob", content: blob },
      { type: "ofs-delta", base: 0, content: deltaOf(5_000, 1, [{ copy: [0, 1] }]) },
      { type: "blob", content: text("small") },
      { type: "ofs-delta", base: 2, content: deltaOf(5, 10, [{ copy: [0, 5] }, { copy: [0, 5] }]) },
      { type: "tree", content: blob },
    ]);
    const { result, byOid, large } = await objectsOf(files, { limits: { fileBytes: 9 } });
    expect(valueOf(result)).toMatchObject({ objects: 5, leftOut: 3 });
    expect([...byOid.values()].map(({ type }) => type)).toEqual(["blob", "tree"]);
    expect(large.size).toBe(0);
  });

  it("refuse a folder that is too large: nothing could be found without it", async () => {
    const folder = packOf([{ type: "tree", content: blob }]);
    const failure = failureOf((await objectsOf(folder, { limits: { objectBytes: 4_000 } })).result);
    expect(failure.message).toBe("the tree at byte 12 has 5000 bytes, and at most 4000 are taken");
  });

  it("hold for what deltas make, too", async () => {
    const copy = { copy: [0, 50] as const };
    const grown = packOf([
      { type: "blob", content: blob.slice(0, 50) },
      { type: "ofs-delta", base: 0, content: deltaOf(50, 150, [copy, copy, copy]) },
      { type: "ofs-delta", base: 1, content: deltaOf(150, 1, [{ insert: new Uint8Array([1]) }]) },
    ]);
    const { result, byOid } = await objectsOf(grown, { limits: { objectBytes: 100 } });
    expect(valueOf(result)).toMatchObject({ objects: 3, leftOut: 2 });
    expect(byOid.size).toBe(1);
  });

  it("are not fooled by a few bytes that declare a great many", async () => {
    const delta = packOf([
      { type: "blob", content: text("a") },
      { type: "ofs-delta", base: 0, content: deltaOf(1, 2 ** 45, [{ copy: [0, 1] }]) },
    ]);
    expect(valueOf((await objectsOf(delta)).result)).toMatchObject({ leftOut: 1 });
    const header = Buffer.from(
      "PACK\0\0\0\u0002\0\0\0\u0001\u00bf\u00ff\u00ff\u00ff\u00ff\u00ff\u0001",
      "latin1",
    );
    expect(failureOf((await objectsOf(sealed(header))).result).code).toBe("source/pack-too-large");
  });

  it.each<[Partial<PackLimits>, string]>([
    [{ packBytes: 1_000 }, "has more than 1000 bytes"],
    [{ objects: 1 }, "has 2 objects, and at most 1 are taken"],
    [{ inflatedBytes: 5_004 }, "inflates to more than 5004 bytes"],
  ])("are kept: %j", async (limits, words) => {
    const failure = failureOf((await objectsOf(pack, { limits })).result);
    expect(failure.code).toBe("source/pack-too-large");
    expect(failure.message).toContain(words);
  });
});
