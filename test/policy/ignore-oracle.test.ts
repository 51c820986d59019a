import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseIgnore } from "#shared/policy/ignore-pattern.ts";
import { keepsPath, sourceRules, type FolderRules } from "#shared/policy/source-rules.ts";
import {
  startFluxRules,
  type Entry,
  type FluxRules,
  type IgnoreText,
} from "#test/support/flux-rules/oracle.ts";

let flux: FluxRules;
beforeAll(async () => {
  flux = await startFluxRules();
}, 120_000);
afterAll(() => flux.stop());

function rulesOf(files: readonly IgnoreText[]): FolderRules {
  const patterns = files.map(({ folder, text }) => parseIgnore(text, { origin: "test", folder }));
  const rules = sourceRules(patterns.flatMap((parsed) => (parsed.ok ? parsed.value : [])));
  if (!rules.ok || patterns.some(({ ok }) => !ok)) throw new Error("these patterns are refused");
  return rules.value;
}

const usualName = fc.constantFrom("a", "b", "c", "ab", "a.md", "b.md", "x.tar.gz", "docs");
const rareName = fc.oneof(
  fc.constantFrom(
    ".git",
    ".gitignore",
    ".github",
    ".flux.yaml",
    "logo.png",
    "!a",
    "#a",
    "a ",
    "*",
    "[a]",
    "a]",
    "-",
  ),
  fc.constantFrom("é", "€", "日本", "😀", "a€b", "\\", "^", "\uFFFD"),
  fc.string({ unit: fc.constantFrom("a", "b", "é", "€"), minLength: 1, maxLength: 5 }),
);
const name = fc.oneof({ weight: 5, arbitrary: usualName }, { weight: 1, arbitrary: rareName });
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join("/"));
const entries = fc.array(fc.record({ path, isFolder: fc.boolean() }), { minLength: 1, maxLength: 25 });

const scrap = fc.constantFrom(
  "a",
  "b",
  "*",
  "*",
  "?",
  "[ab]",
  "[^a]",
  "[a-c]",
  ".md",
  "**",
  "é",
  "€",
  "\\*",
  "\\a",
  " ",
);
const oddScrap = fc.constantFrom(
  "[!a]",
  "[]a]",
  "[a-]",
  "[",
  "]",
  "\\",
  "[[:alpha:]]",
  "[\\]a]",
  "[^^]",
  "[€-日]",
  "!",
  "#",
  "\t",
);
const glob = fc
  .array(fc.oneof({ weight: 8, arbitrary: scrap }, { weight: 1, arbitrary: oddScrap }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((scraps) => scraps.join(""));
const part = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 4, arbitrary: glob },
  { weight: 3, arbitrary: fc.constantFrom("*", "**", "**") },
  { weight: 1, arbitrary: fc.constant("") },
);
const line = fc
  .tuple(
    fc.constantFrom("", "", "", "!", "!", "#", "\\!", "!!", " "),
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    fc.constantFrom("", "", "/", "/", " ", "  ", "\\ ", "/ ", "\r", "//", "/**", "/*"),
  )
  .map((parts) => parts.join(""));
const text = fc
  .array(line, { maxLength: 6 })
  .chain((lines) => fc.constantFrom("\n", "\r\n", "\n\n").map((end) => lines.join(end)));
const folder = fc.oneof(
  fc.constant(""),
  fc.array(usualName, { minLength: 1, maxLength: 2 }).map((names) => names.join("/")),
);
const files = fc.array(fc.record({ folder, text }), { maxLength: 3 });

describe("beside fluxcd/pkg's sourceignore", () => {
  it("every path is left out and kept alike", async () => {
    await fc.assert(
      fc.asyncProperty(files, entries, async (ignore, asked) => {
        const rules = rulesOf(ignore);
        const ours = asked.map((entry) => ({
          ...entry,
          leftOut: !keepsPath(rules, entry.path, entry.isFolder),
        }));
        const theirs = await flux.leftOut(ignore, asked);
        expect(ours).toEqual(asked.map((entry, at) => ({ ...entry, leftOut: theirs[at] })));
      }),
      { numRuns: 3_000 },
    );
  });

  it("a folder of which all or nothing is kept holds no surprise, however deep", async () => {
    await fc.assert(
      fc.asyncProperty(files, entries, async (ignore, asked) => {
        const inside = asked.flatMap((entry) => certainlyAt(rulesOf(ignore), entry) ?? []);
        const theirs = await flux.leftOut(ignore, inside);
        for (const [at, { path, below }] of inside.entries())
          expect({ path, leftOut: theirs[at] }).toEqual({ path, leftOut: below === "none" });
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What a folder on the way to an entry has settled already. */
function certainlyAt(root: FolderRules, entry: Entry): (Entry & { below: FolderRules["below"] }) | undefined {
  let rules = root;
  for (const folder of entry.path.split("/").slice(0, -1)) {
    rules = rules.enter(folder);
    if (rules.below !== "some") return { ...entry, below: rules.below };
  }
  return undefined;
}

it("folders of equal keys have equal parts left out", () => {
  fc.assert(
    fc.property(files, fc.array(path, { minLength: 2, maxLength: 12 }), entries, (ignore, folders, asked) => {
      const root = rulesOf(ignore);
      const seen = new Map<string, string>();
      for (const folder of folders) {
        const rules = folder.split("/").reduce((outer, name) => outer.enter(name), root);
        const verdicts = asked.map((entry) => keepsPath(rules, entry.path, entry.isFolder)).join();
        expect(seen.get(rules.key) ?? verdicts).toBe(verdicts);
        seen.set(rules.key, verdicts);
      }
    }),
    { numRuns: 1_000 },
  );
});
