import { describe, expect, it } from "vitest";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import { mostTreeEntries, parseTree } from "#functions/source/object/tree.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { Scratch } from "./git-server.ts";

const oid = "4b825dc642cb6eb9a060e54bf8d69288fbee4904" as Oid;
const entry = (mode: string, name: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.alloc(1), Buffer.alloc(20, 0xab)]);

describe("a tree", () => {
  it("lists what git lists, of every kind", () => {
    using scratch = new Scratch();
    const repository = scratch.repository("kinds");
    const blob = repository.bytes(["hash-object", "-w", "--stdin"], "content").toString().trim();
    const empty = repository.bytes(["mktree"], "").toString().trim();
    const listing = [
      `100644 blob ${blob}\tdeploy.yaml`,
      `040000 tree ${empty}\tapps`,
      `120000 blob ${blob}\tlink`,
      `100755 blob ${blob}\trun.sh`,
      `160000 commit ${"1".repeat(40)}\tmodule`,
      `100644 blob ${blob}\tgröße – 大きさ.yaml`,
    ].join("\n");
    const tree = repository
      .bytes(["-c", "core.quotePath=false", "mktree", "--missing"], `${listing}\n`)
      .toString()
      .trim();
    const entries = valueOf(parseTree(parseOid(tree) ?? oid, repository.bytes(["cat-file", "tree", tree])));
    expect(entries.map(({ mode, kind, name }) => `${mode} ${kind} ${name}`)).toEqual([
      "40000 tree apps",
      "100644 blob deploy.yaml",
      "100644 blob größe – 大きさ.yaml",
      "120000 link link",
      "160000 commit module",
      "100755 blob run.sh",
    ]);
    expect(entries[1]?.oid).toBe(blob);
  });

  it("may be empty, and may have the modes of old gits", () => {
    expect(valueOf(parseTree(oid, new Uint8Array()))).toEqual([]);
    const old = Buffer.concat([entry("040000", "a"), entry("100664", "b")]);
    expect(valueOf(parseTree(oid, old)).map(({ kind }) => kind)).toEqual(["tree", "blob"]);
  });

  it.each([
    ["a path", entry("100644", "a/b"), 'an entry named "a/b"'],
    ["the folder above", entry("40000", ".."), 'an entry named ".."'],
    ["the folder itself", entry("40000", "."), 'an entry named "."'],
    ["no name", entry("100644", ""), 'an entry named ""'],
    ["a name in Latin-1", entry("100644", Buffer.from("größe", "latin1")), "not UTF-8 (entry 1)"],
    ["one name twice", Buffer.concat([entry("100644", "a"), entry("40000", "a")]), 'two entries named "a"'],
    ["an unknown mode", entry("110644", "a"), "an entry of mode 110644"],
    ["no mode", entry("", "a"), "an entry of mode ?"],
    ["a mode in words", entry("rwx", "a"), "an entry of mode ?"],
    ["half an oid", entry("100644", "a").subarray(0, -1), "cut short or damaged"],
    ["no end of a name", Buffer.from("100644 abc"), "cut short or damaged"],
    ["no space", Buffer.from("100644"), "cut short or damaged"],
    ["an endless mode", Buffer.concat([Buffer.alloc(100_000, 0x31), entry("", "a")]), "cut short or damaged"],
  ])("is refused with %s", (_, content, words) => {
    const failure = failureOf(parseTree(oid, content));
    expect(failure).toMatchObject({ code: "source/object-invalid", subject: `tree ${oid}` });
    expect(failure.message).toContain(words);
  });

  it("keeps a byte order mark as part of a name", () => {
    const [first] = valueOf(parseTree(oid, entry("100644", "\uFEFFa")));
    expect(first?.name).toBe("\uFEFFa");
  });

  it("has an end", () => {
    const many = Array.from({ length: mostTreeEntries + 1 }, (_, i) => entry("100644", `f${i}`));
    expect(failureOf(parseTree(oid, Buffer.concat(many))).message).toContain("more than 100000 entries");
  });
});
