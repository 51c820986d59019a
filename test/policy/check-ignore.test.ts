import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseIgnore } from "#shared/policy/ignore-pattern.ts";
import { keepsPath, sourceRules } from "#shared/policy/source-rules.ts";
import { git, gitExit } from "#test/support/git-host/git-command.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-ignore-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Ignore = { readonly folder: string; readonly lines: readonly string[] };

/** Which of these files git leaves out, when the patterns stand in `.gitignore` files. */
async function leftOutByGit(ignore: readonly Ignore[], paths: readonly string[]): Promise<readonly string[]> {
  const cwd = await mkdtemp(join(root, "tree-"));
  await git(["init", "--quiet", "--template="], { cwd });
  for (const { folder, lines } of ignore) {
    await mkdir(join(cwd, folder), { recursive: true });
    await writeFile(join(cwd, folder, ".gitignore"), lines.join("\n"));
  }
  const args = ["check-ignore", "--no-index", "--stdin", "-z"];
  const { code, stdout, stderr } = await gitExit(args, { cwd, stdin: paths.join("\0") });
  if (code > 1) throw new Error(stderr);
  return stdout.split("\0").slice(0, -1);
}

function leftOutByUs(ignore: readonly Ignore[], paths: readonly string[]): readonly string[] {
  const patterns = ignore.flatMap(({ folder, lines }) => {
    const parsed = parseIgnore(lines.join("\n"), { origin: "test", folder });
    return parsed.ok ? parsed.value : [];
  });
  const rules = sourceRules(patterns);
  if (!rules.ok) throw new Error("too many patterns");
  return paths.filter((path) => !keepsPath(rules.value, path, false));
}

const folderName = fc.constantFrom("a", "b", "ab", "docs", "x y");
const fileName = fc.constantFrom("a.md", "b.md", "ab.yaml", "c.tar.xz", "-.md", "[a].md");
const folder = fc.array(folderName, { maxLength: 3 }).map((names) => names.join("/"));
const file = fc.tuple(folder, fileName).map(([above, name]) => (above === "" ? name : `${above}/${name}`));
const files = fc.uniqueArray(file, { minLength: 5, maxLength: 25 });

const wild = fc.constantFrom("*", "?", "[ab]", "[^a]", "[a-c]", "\\a", "a", "b", "\\*", "-");
const folderGlob = fc.oneof(
  folderName,
  fc.array(wild, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
);
const fileGlob = fc
  .oneof(
    fileName.map((name) => name.replaceAll("[", "\\[")),
    fc
      .tuple(folderGlob, fc.constantFrom(".md", ".*", ".yaml", ".tar.?z", ".m[a-e]"))
      .map((parts) => parts.join("")),
  )
  .filter((glob) => !glob.includes("**"));
const leading = fc.constantFrom("", "", "/", "**/");
const place = fc
  .tuple(leading, fc.array(folderName, { maxLength: 2 }))
  .map(([first, names]) =>
    names.length > 0 && first === "**/"
      ? `/${names.join("/")}/`
      : first + names.map((name) => `${name}/`).join(""),
  );
/** In a folder, at its place or anywhere; with `**` at most once, and one name behind it. */
const fileLine = fc
  .tuple(place, fc.constantFrom("", "**/"), fileGlob)
  .map(([above, between, glob]) => (above.startsWith("**") ? above + glob : above + between + glob));
const folderLine = fc
  .tuple(
    leading,
    folderGlob.filter((glob) => !glob.includes("**")),
    fc.constantFrom("", "/"),
  )
  .map((parts) => parts.join(""));
const remark = fc.constantFrom("# docs", "", "  ");
const ignore = (line: fc.Arbitrary<string>): fc.Arbitrary<readonly Ignore[]> =>
  fc
    .uniqueArray(fc.record({ folder, lines: fc.array(line, { maxLength: 5 }) }), {
      selector: ({ folder }) => folder,
      minLength: 1,
      maxLength: 3,
    })
    .map((found) => found.toSorted((one, other) => one.folder.length - other.folder.length));

describe("beside git check-ignore", () => {
  it("patterns that only leave out do so alike", async () => {
    const lines = ignore(fc.oneof(fileLine, folderLine, remark));
    await fc.assert(
      fc.asyncProperty(lines, files, async (ignore, paths) => {
        expect(leftOutByUs(ignore, paths)).toEqual(await leftOutByGit(ignore, paths));
      }),
      { numRuns: 150 },
    );
  });

  it("patterns for files are taken back alike, where no folder is left out", async () => {
    const lines = ignore(fc.tuple(fc.constantFrom("", "!"), fileLine).map((parts) => parts.join("")));
    await fc.assert(
      fc.asyncProperty(lines, files, async (ignore, paths) => {
        expect(leftOutByUs(ignore, paths)).toEqual(await leftOutByGit(ignore, paths));
      }),
      { numRuns: 150 },
    );
  });

  // What Flux's matcher does otherwise, each shown by a path that only one of the two leaves out.
  const differences: readonly Difference[] = [
    {
      what: "a file is kept below a folder that is left out",
      lines: ["docs/", "!docs/keep.md"],
      path: "docs/keep.md",
      by: "git",
    },
    {
      what: "a folder taken back takes back all below it",
      lines: ["*.md", "!/docs"],
      path: "docs/a.md",
      by: "git",
    },
    { what: "[!…] does not negate", lines: ["[!b].md"], path: "a.md", by: "git" },
    { what: "[[:alpha:]] is no class of letters", lines: ["[[:alpha:]].md"], path: "a.md", by: "git" },
    { what: "[]a] is not read", lines: ["[]a].md"], path: "a.md", by: "git" },
    { what: "[a-] is not read", lines: ["[a-].md"], path: "a.md", by: "git" },
    { what: "? is a character and not a byte", lines: ["?.md"], path: "é.md", by: "flux" },
    {
      what: "** within a name matches nothing once there is a slash",
      lines: ["/docs/a**.md"],
      path: "docs/ab.md",
      by: "git",
    },
    { what: "/** matches nothing", lines: ["/**"], path: "a.md", by: "git" },
    { what: "docs/** matches docs itself", lines: ["docs/**"], path: "docs", by: "flux" },
    { what: "docs/**/ leaves out files as well", lines: ["docs/**/"], path: "docs/a.md", by: "flux" },
    {
      what: "behind ** the first folder that matches is the only one tried",
      lines: ["**/a/b.md"],
      path: "a/a/b.md",
      by: "git",
    },
    { what: "a doubled slash counts once", lines: ["docs//a.md"], path: "docs/a.md", by: "flux" },
    {
      what: "a backslash before a slash makes the line mean nothing",
      lines: ["docs\\/a.md"],
      path: "docs/a.md",
      by: "git",
    },
    { what: "a byte order mark belongs to the first line", lines: ["\uFEFFa.md"], path: "a.md", by: "git" },
  ];
  it.each(differences)("as Flux, and not as git: $what", async ({ lines, path, by }) => {
    const ignore = [{ folder: "", lines }];
    expect(leftOutByUs(ignore, [path])).toEqual(by === "flux" ? [path] : []);
    expect(await leftOutByGit(ignore, [path])).toEqual(by === "git" ? [path] : []);
  });
});

type Difference = {
  readonly what: string;
  readonly lines: readonly string[];
  readonly path: string;
  /** Who leaves it out. */
  readonly by: "flux" | "git";
};
