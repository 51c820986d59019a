import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptOf } from "#functions/source/content/kept.ts";
import { FactsByHand, filesIn, treeOf } from "./tree-by-hand.ts";

const files = {
  "a.yaml": "1",
  "apps/web/a.yaml": "2",
  "apps/web/b.yml": "3",
  "apps/.hidden/a b.yaml": "4",
  "apps/größe.yaml": "5",
  ".github/ci.yaml": "6",
};
const piece = fc.oneof(
  fc.constantFrom(
    "*",
    "**",
    "?",
    "/",
    "!",
    "#",
    "\\",
    "[a-z]",
    "[!a]",
    "[",
    "]",
    "[[:alpha:]]",
    " ",
    "\t",
    "\r",
    "\uFEFF",
    "{a,b}",
  ),
  fc.constantFrom("apps", "web", "a.yaml", ".yaml", ".hidden", "größe", "a b", "."),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const pattern = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(""));
const text = fc.array(pattern, { maxLength: 10 }).map((lines) => lines.join("\n"));
const bytes = fc.oneof(text, fc.string({ unit: "binary", maxLength: 200 }));

/** Files in a row that ask as much of a pattern as a name can. */
const manyFiles = Object.fromEntries(
  Array.from({ length: 2_000 }, (_, i) => [`${"a".repeat(200)}${i}.yaml`, ""]),
);

describe("whatever .sourceignore and spec.ignore say", () => {
  it("what is kept is a part of the files, the same from either side, or each fault has its line", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, fc.option(bytes, { nil: undefined }), async (outer, inner, ignore) => {
        const written = { ...files, ".sourceignore": outer, "apps/.sourceignore": inner };
        const kept = await keptOf(treeOf(written), { ignore, facts: new FactsByHand() });
        if (!kept.ok) {
          for (const { code, remedy } of kept.failures)
            expect([code, remedy !== ""]).toEqual(["source/ignore-invalid", true]);
          return;
        }
        const seen = Object.keys(filesIn(kept.value));
        expect(seen.filter((path) => !(path in written))).toEqual([]);
        const read = Object.keys(written).filter((path) => kept.value.read(path) !== undefined);
        expect(read.toSorted()).toEqual(seen.toSorted());
      }),
      { numRuns: 1_000, interruptAfterTimeLimit: 10_000 },
    );
  });

  it.each([
    ["stars", "*a".repeat(400)],
    ["stars and doubts", "*?".repeat(400)],
    ["classes", "*[a-z]".repeat(150)],
    ["open classes", "[".repeat(900)],
    ["double stars", "**/".repeat(300)],
    ["many patterns", Array.from({ length: 4_999 }, (_, i) => `*a${i}*b`).join("\n")],
    ["many folders", Array.from({ length: 4_999 }, (_, i) => `/a/**/b${i}/**/c`).join("\n")],
    ["one long line", "*".repeat(4_000_000)],
    ["spaces", `${" ".repeat(4_000_000)}x`],
    ["lines", "\n".repeat(4_000_000)],
    ["comments", "#\n".repeat(2_000_000)],
    ["carriage returns", "\r".repeat(4_000_000)],
  ])("a text of %s is answered in little time", async (_, ignore) => {
    const began = performance.now();
    const kept = await keptOf(treeOf(manyFiles), { ignore, facts: new FactsByHand() });
    if (kept.ok) kept.value.folder("");
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
