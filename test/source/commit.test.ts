import { describe, expect, it } from "vitest";
import { parseCommit } from "#functions/source/object/commit.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import { parseTag } from "#functions/source/object/tag.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { Scratch } from "./git-server.ts";

const oid = "c0ffee0000000000000000000000000000000000" as Oid;
const tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const commitOf = (lines: readonly string[], encoding: BufferEncoding = "utf8") =>
  parseCommit(oid, Buffer.from(lines.join("\n"), encoding));

describe("a commit", () => {
  it("says what git says of it", () => {
    using scratch = new Scratch();
    const repository = scratch.repository("one");
    const first = repository.commit({ "a.yaml": "a" });
    const second = repository.commit(
      { "a.yaml": "b" },
      { message: "Raise the replicas\nof the web shop\n\nBecause of Friday.\n" },
    );
    const commit = valueOf(
      parseCommit(parseOid(second) ?? oid, repository.bytes(["cat-file", "commit", second])),
    );
    const [time = "", zone = ""] = repository
      .git("log", "-1", "--format=%at %ad", "--date=format:%z")
      .split(" ");
    expect(commit).toEqual({
      tree: repository.oid("main^{tree}"),
      parents: [first],
      author: { name: "Some Author", email: "author@example.org", time: Number(time) * 1_000, zone },
      committer: { name: "Some Author", email: "author@example.org", time: Number(time) * 1_000, zone },
      subject: "Raise the replicas of the web shop",
      message: "Raise the replicas\nof the web shop\n\nBecause of Friday.\n",
    });
  });

  it("may be a signed merge of a signed tag", () => {
    const commit = commitOf([
      `tree ${tree}`,
      `parent ${"1".repeat(40)}`,
      `parent ${"2".repeat(40)}`,
      "author Author <author@example.org> 1700000000 +0100",
      "committer Bot <bot@example.org> 1700000001 -0930",
      "gpgsig -----BEGIN PGP SIGNATURE-----",
      " ",
      ` tree ${"3".repeat(40)}`,
      ` parent ${"4".repeat(40)}`,
      " -----END PGP SIGNATURE-----",
      `mergetag object ${"5".repeat(40)}`,
      " type commit",
      "",
      "Merge",
    ]);
    expect(valueOf(commit)).toMatchObject({
      tree,
      parents: ["1".repeat(40), "2".repeat(40)],
      committer: { name: "Bot", email: "bot@example.org", time: 1_700_000_001_000, zone: "-0930" },
      subject: "Merge",
    });
  });

  it("is read in the encoding that it names", () => {
    const lines = [
      `tree ${tree}`,
      "author Büro <office@example.org> 1 +0000",
      "encoding ISO-8859-1",
      "",
      "Größe",
    ];
    const commit = valueOf(commitOf(lines, "latin1"));
    expect([commit.author.name, commit.subject]).toEqual(["Büro", "Größe"]);
  });

  it.each([
    ["an encoding that nobody knows", "encoding klingon-8", { author: { name: "Author" } }],
    ["no time", "author Author <a@b>", { author: { name: "Author", email: "a@b", time: 0, zone: "+0000" } }],
    ["a name with brackets", "author <> <a@b> 5 +0000", { author: { name: "", email: "" } }],
    ["no author", "x y", { author: { name: "", email: "", time: 0, zone: "+0000" } }],
  ])("may have %s", (_, line, expected) => {
    const author = line.startsWith("author") ? [] : line === "x y" ? [] : ["author Author <a@b> 5 +0000"];
    expect(valueOf(commitOf([`tree ${tree}`, ...author, line, "", "m"]))).toMatchObject(expected);
  });

  it.each([
    ["nothing", [""], ""],
    ["no message", [`tree ${tree}`], ""],
    ["an empty message", [`tree ${tree}`, "", ""], ""],
    [
      "a message that begins late",
      [`tree ${tree}`, "", "", "  ", " Late ", "words", " ", "body"],
      "Late words",
    ],
  ])("with %s has the subject that git would print", (what, lines, subject) => {
    const commit = commitOf(lines);
    if (what === "nothing") expect(failureOf(commit).message).toBe("names no tree");
    else expect(valueOf(commit).subject).toBe(subject);
  });

  it("is refused when it names no tree, or parents that are none", () => {
    expect(failureOf(commitOf(["tree main", "", ""]))).toMatchObject({
      code: "source/object-invalid",
      subject: `commit ${oid}`,
    });
    expect(failureOf(commitOf([`tree ${tree}`, "parent 123", "", ""])).message).toContain("parent");
  });

  it("is read in a moment, whatever its message is", () => {
    const started = performance.now();
    commitOf([`tree ${tree}`, "", " ".repeat(2_000_000), "\n ".repeat(500_000)]);
    commitOf([`author ${" ".repeat(2_000_000)}`, `tree ${tree}`, ""]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("an annotated tag", () => {
  it("says what it stands for", () => {
    using scratch = new Scratch();
    const repository = scratch.repository("tagged");
    const commit = repository.commit({ "a.yaml": "a" });
    repository.git("tag", "-a", "-m", "First", "v1.0.0", "main");
    repository.git("tag", "-a", "-m", "Again", "stable", "v1.0.0");
    const read = (name: string) =>
      valueOf(parseTag(parseOid(repository.oid(name)) ?? oid, repository.bytes(["cat-file", "tag", name])));
    expect(read("v1.0.0")).toMatchObject({
      object: commit,
      type: "commit",
      name: "v1.0.0",
      message: "First\n",
    });
    expect(read("stable")).toMatchObject({
      object: repository.oid("v1.0.0"),
      type: "tag",
      tagger: { name: "Some Author" },
    });
  });

  it.each([
    ["names no object", "type commit\ntag v1\n\n"],
    ["does not say what it tags", `object ${"1".repeat(40)}\ntype branch\n\n`],
  ])("is refused when it %s", (words, content) => {
    expect(failureOf(parseTag(oid, Buffer.from(content)))).toMatchObject({
      subject: `tag ${oid}`,
      message: words,
    });
  });
});
