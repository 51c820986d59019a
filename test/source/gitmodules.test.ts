import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGitmodules, type Submodule } from "#functions/source/content/gitmodules.ts";

/** What git itself reads from such a file; undefined where it refuses to. */
function asGitDoes(text: string): Submodule[] | undefined {
  const args = ["config", "--file", "-", "--list", "-z"];
  const run = spawnSync("git", args, { input: text, env: { PATH: process.env["PATH"] ?? "" } });
  if (run.status !== 0) return undefined;
  const named = new Map<string, { path: string; url: string }>();
  for (const setting of run.stdout.toString().split("\0")) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(setting) ?? [];
    if (name === undefined || (key !== "path" && key !== "url")) continue;
    named.set(name, { path: "", url: "", ...named.get(name), [key]: value ?? "" });
  }
  return [...named.values()]
    .map(({ path, url }) => ({ path: path.replace(/\/+$/, ""), url }))
    .filter(({ path, url }) => url !== "" && staysInside(path));
}

function staysInside(path: string): boolean {
  return path !== "" && !path.startsWith("/") && !path.split("/").some((part) => /^\.\.?$/.test(part));
}

const word = fc.constantFrom(
  "lib",
  "vendor/a",
  "https://git.example.org/x",
  "../x.git",
  "path",
  "a b",
  "ü",
  "a/",
  "/",
);
// No tab outside of quotes: gits before 2.46 make a space of it.
const lawful = fc.constantFrom(" ", "\\n", '\\"', "\\\\", "\\\n", "=", "[", "]", "a", ".");
const quoted = fc
  .array(fc.oneof(word, lawful, fc.constantFrom("#", ";", "\t")), { maxLength: 4 })
  .map((parts) => `"${parts.join("")}"`);
const value = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, lawful, quoted), { maxLength: 4 })
  .map((parts) => parts.join(""));
const comment = fc.constantFrom("", "", " # a comment", ";another", ' # "', "  ");
const header = fc.constantFrom(
  '[submodule "a"]',
  '[submodule "b c"]',
  '[SubModule "a"]',
  '[submodule  "d.e"]',
  '[submodule "A"]  ',
  '[submodule "x\\"y"]',
  '[submodule "x\\\\"]',
  '[submodule "../a"]',
  "[submodule]",
  "[core]",
  '[core "a"]',
);
const key = fc.constantFrom("path", "url", "path", "url", "Path", "URL", "branch", "path2", "shallow");
const sign = fc.constantFrom("=", " = ", "\t=\t", " =");
const setting = fc.tuple(key, sign, value, comment).map((parts) => parts.join(""));
const line = fc.oneof(
  { weight: 6, arbitrary: setting },
  { weight: 2, arbitrary: header },
  fc.tuple(header, setting).map((both) => both.join(" ")),
  fc.constantFrom("", "# a comment", "; another", "branch", "  \t"),
);
const lines = fc.array(fc.tuple(fc.constantFrom("", "\t", "  "), line), { maxLength: 8 });
const lineEnd = fc.constantFrom("\n", "\n", "\r\n");
const usual = fc.constantFrom([], ["path = lib", "\turl = ../lib.git"]);
const text = fc
  .tuple(header, usual, lines, lineEnd)
  .map(([first, both, more, end]) => [first, ...both, ...more.map((parts) => parts.join(""))].join(end));
/** What git would mostly refuse. */
const loose = fc
  .array(fc.oneof(text, lawful, word, fc.constantFrom('"', "\\", "#")))
  .map((parts) => parts.join(""));

describe("a .gitmodules", () => {
  it("is read as git reads it, wherever git does", () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: text }, loose), (written) => {
        const theirs = asGitDoes(written);
        // What becomes of space before a joined line changed in git 2.46.
        fc.pre(!/\s\\\r?\n/.test(written));
        const ours = parseGitmodules(written);
        if (theirs) expect(new Set(ours)).toEqual(new Set(theirs));
        if (theirs && theirs.length > 0) read++;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it("never leads out of the repository, whatever is written", () => {
    fc.assert(
      fc.property(fc.oneof(loose, fc.string({ unit: "binary" })), (written) => {
        for (const { path, url } of parseGitmodules(written))
          expect([staysInside(path), url !== ""]).toEqual([true, true]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["slashes in a path", `[submodule "a"]\npath = a${"/".repeat(2_000_000)}x\nurl = b`],
    ["one name", `[submodule "${"a".repeat(16_000_000)}"]`],
    ["escapes in a name", `[submodule "${"\\a".repeat(8_000_000)}`],
    ["backslashes", `${"\\".repeat(16_000_000)}\n`],
    ["spaces", `[${" ".repeat(8_000_000)}submodule${" ".repeat(8_000_000)}`],
    ["lines", "\n".repeat(16_000_000)],
  ])("with millions of %s is read in little time, and declares nothing", (_, written) => {
    const began = performance.now();
    expect(parseGitmodules(written)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("goes on behind a line that is too long", () => {
    const written = `[submodule "${"a".repeat(20_000)}"]\npath = x\nurl = y\n[submodule "b"]\npath = z\nurl = w\n`;
    expect(parseGitmodules(written)).toEqual([{ path: "z", url: "w" }]);
  });
});
