import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommit } from "#functions/source/object/commit.ts";
import { oidAt, type Oid } from "#functions/source/object/object-id.ts";
import { parseTag } from "#functions/source/object/tag.ts";
import { signedCommit, signedTag } from "#functions/source/verify/signed-object.ts";
import { parseTree } from "#functions/source/object/tree.ts";
import { valueOf } from "./expect-result.ts";
import { Scratch } from "./git-server.ts";

const oid = "4b825dc642cb6eb9a060e54bf8d69288fbee4904" as Oid;

const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).map((text) => Buffer.from(text)),
  },
  fc.constantFrom(".", "..", "a/b", "", "a").map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
);
const mode = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("40000", "100644", "100755", "120000", "160000") },
  fc.constantFrom("0", "", "100664", "777777", "17777777777", "8"),
);
const entry = fc
  .tuple(mode, name, fc.uint8Array({ minLength: 20, maxLength: 20 }))
  .map(([digits, called, id]) => Buffer.concat([Buffer.from(`${digits} `), called, Buffer.alloc(1), id]));
const entries = fc.array(entry, { maxLength: 8 }).map((parts) => Buffer.concat(parts));

function damage(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const bites = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  return fc.tuple(bytes, bites, fc.nat()).map(([whole, changes, end]) => {
    const changed = Buffer.from(whole);
    for (const [at, byte] of changes) if (changed.length > 0) changed[at % changed.length] = byte;
    return end % 3 === 0 ? changed.subarray(0, end % (changed.length + 1)) : changed;
  });
}

describe("a tree of any bytes", () => {
  it("is entries that make up all of it, or one failure: none is lost, and none leads elsewhere", () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(damage(entries), entries, fc.uint8Array({ maxLength: 120 })), (content) => {
        const parsed = parseTree(oid, content);
        if (!parsed.ok) {
          const refused = { code: "source/object-invalid", subject: `tree ${oid}` };
          expect(parsed.failures).toMatchObject([refused]);
          return;
        }
        const found = parsed.value;
        read += found.length;
        const again = found.map((one) =>
          Buffer.concat([Buffer.from(`${one.mode} ${one.name}\0`), Buffer.from(one.oid, "hex")]),
        );
        expect(Buffer.compare(Buffer.concat(again), content)).toBe(0);
        const names = found.map((one) => one.name);
        expect(names.filter((one) => /^(\.{0,2}|.*\/.*)$/s.test(one))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it("is what git lists, where git made it", () => {
    using scratch = new Scratch();
    const repository = scratch.repository("trees");
    const plain = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    const usable = plain.filter((text) => !/[\0/\n\t"]|^\.{1,2}$|^\.git/iu.test(text) && text.isWellFormed());
    const kinds = fc.constantFrom(
      "100644 blob",
      "100755 blob",
      "120000 blob",
      "040000 tree",
      "160000 commit",
    );
    const listing = fc.uniqueArray(fc.tuple(kinds, fc.uint8Array({ minLength: 20, maxLength: 20 }), usable), {
      maxLength: 12,
      selector: ([, , text]) => text,
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(listing, (listed) => {
        const lines = listed.map(
          ([kind, id, text]) => `${kind} ${Buffer.from(id).toString("hex")}\t${text}\0`,
        );
        const tree = repository.bytes(["mktree", "--missing", "-z"], lines.join("")).toString().trim();
        const parsed = valueOf(parseTree(oid, repository.bytes(["cat-file", "tree", tree])));
        const ours = parsed.map((one) => `${one.mode.padStart(6, "0")} ${one.oid}\t${one.name}\0`);
        const theirs = lines.map((line) => line.replace(/ (blob|tree|commit)/, ""));
        expect(ours.toSorted()).toEqual(theirs.toSorted());
        seen.add(tree);
      }),
      { numRuns: 60 },
    );
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe("a commit or tag of any bytes", () => {
  const hex = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => oidAt(bytes, 0) ?? oid);
  const person = fc.oneof(
    fc.constant("Some Author <author@example.org> 1700000000 +0100"),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  const header = fc.oneof(
    fc.tuple(fc.constantFrom("tree", "parent", "object"), hex).map((both) => both.join(" ")),
    fc.tuple(fc.constantFrom("author", "committer", "tagger"), person).map((both) => both.join(" ")),
    fc.constantFrom(
      "type commit",
      "tag v1",
      "encoding ISO-8859-1",
      "encoding nobody-knows",
      "gpgsig -----BEGIN",
      " more",
      "",
    ),
    fc.string({ unit: "binary", maxLength: 30 }),
  );
  const object = fc.array(header, { maxLength: 12 }).map((lines) => Buffer.from(lines.join("\n")));

  it("is read or refused in words, and its times are numbers", () => {
    fc.assert(
      fc.property(fc.oneof(object, damage(object), fc.uint8Array({ maxLength: 200 })), (content) => {
        for (const parsed of [parseCommit(oid, content), parseTag(oid, content)]) {
          if (!parsed.ok) expect(parsed.failures).toMatchObject([{ code: "source/object-invalid" }]);
          else if ("tagger" in parsed.value) expect(parsed.value.tagger.time).not.toBeNaN();
          else expect([parsed.value.author.time, parsed.value.committer.time]).not.toContain(Number.NaN);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ["spaces behind a person", `author a <a>${" ".repeat(3_000_000)}1${" ".repeat(3_000_000)}`],
    ["persons in one line", `author ${"<a> ".repeat(1_000_000)}`],
    ["lines that go on", `gpgsig x\n${" \n".repeat(3_000_000)}`],
    ["signatures", "a\ngpgsig \n".repeat(600_000)],
    ["empty encodings", "encoding \n".repeat(600_000)],
    ["lines in its message", `\nx${"\n".repeat(6_000_000)}`],
  ])("with millions of %s is read in little memory and time", (_, lines) => {
    const content = Buffer.from(`tree ${oid}\n${lines}\n\n`);
    const began = performance.now();
    const before = process.memoryUsage.rss();
    expect(valueOf(parseCommit(oid, content)).tree).toBe(oid);
    expect(signedCommit(content).payload.length).toBeLessThanOrEqual(content.length);
    expect(signedTag(content).payload.length).toBeLessThanOrEqual(content.length);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
