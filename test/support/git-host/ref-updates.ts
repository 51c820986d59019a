import { git, gitExit } from "./git-command.ts";

/** What a branch or tag pointed at, by full name: `refs/heads/main`. */
export type OidByRef = ReadonlyMap<string, string>;

/** One ref that a push moved. The zero oid stands for "was not there", as in Git's own hooks. */
export type RefUpdate = { readonly ref: string; readonly before: string; readonly after: string };

export const zeroOid: string = "0".repeat(40);

export async function refsOf(folder: string): Promise<OidByRef> {
  const lines = await git(["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags"], {
    cwd: folder,
  });
  const refs = new Map<string, string>();
  for (const line of lines.split("\n")) {
    const space = line.indexOf(" ");
    if (space !== -1) refs.set(line.slice(space + 1), line.slice(0, space));
  }
  return refs;
}

export function updatesBetween(before: OidByRef, after: OidByRef): readonly RefUpdate[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((ref) => ({ ref, before: before.get(ref) ?? zeroOid, after: after.get(ref) ?? zeroOid }))
    .filter((update) => update.before !== update.after);
}

type Person = { readonly name: string; readonly email: string; readonly date: string };

export type PushedCommit = {
  readonly id: string;
  readonly treeId: string;
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly modified: readonly string[];
  /** False when another ref had brought it before. */
  readonly distinct: boolean;
};

export type PushedHistory = {
  /** Oldest first. Of a longer push, the newest. */
  readonly commits: readonly PushedCommit[];
  /** What the ref now comes down to; absent when it was deleted. */
  readonly head: PushedCommit | undefined;
  readonly forced: boolean;
  /** Another ref that already stood where this new one stands. */
  readonly baseRef: string | undefined;
};

/** GitHub lists 2048 commits at most. We list fewer, so that tests of "there were more" are cheap. */
const mostCommits = 20;
/** GitHub's own bound. */
const mostPaths = 3000;

/** What a push brought, read from the repository it was pushed to. `refs` are those from before the push. */
export async function historyOf(folder: string, update: RefUpdate, refs: OidByRef): Promise<PushedHistory> {
  const { ref, before, after } = update;
  if (after === zeroOid) return { commits: [], head: undefined, forced: false, baseRef: undefined };
  const created = before === zeroOid;
  const known = [...new Set(refs.values())].map((oid) => `^${oid}`);
  // An old branch brings all it gained; a new one, only what no other ref had; a tag, nothing.
  const gained = ref.startsWith("refs/tags/") ? [] : created ? [after, ...known] : [after, `^${before}`];

  const [commits, head, fresh, forced] = await Promise.all([
    gained.length === 0 ? [] : commitsOf(folder, gained, mostCommits),
    commitsOf(folder, [after], 1),
    git(["rev-list", "--stdin", `--max-count=${mostCommits}`], {
      cwd: folder,
      stdin: lines([after, ...known]),
    }),
    created ? false : notBuiltUpon(folder, before, after),
  ]);
  const distinct = new Set(fresh.split("\n"));
  const told = (commit: PushedCommit): PushedCommit => ({ ...commit, distinct: distinct.has(commit.id) });
  return {
    commits: commits.map(told),
    head: head.map(told)[0],
    forced,
    baseRef: created ? refThatStandsAt(refs, head[0]?.id ?? after) : undefined,
  };
}

function refThatStandsAt(refs: OidByRef, oid: string): string | undefined {
  const branches = [...refs].filter(([ref, at]) => at === oid && ref.startsWith("refs/heads/"));
  return (branches.find(([ref]) => ref === "refs/heads/main") ?? branches[0])?.[0];
}

async function notBuiltUpon(folder: string, before: string, after: string): Promise<boolean> {
  return (await gitExit(["merge-base", "--is-ancestor", before, after], { cwd: folder })).code !== 0;
}

const fields = ["%H", "%T", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"];

async function commitsOf(
  folder: string,
  revisions: readonly string[],
  most: number,
): Promise<readonly PushedCommit[]> {
  const printed = await gitExit(
    [
      "log",
      "--stdin",
      `--max-count=${most}`,
      "-z",
      "--name-status",
      "--no-renames",
      "--diff-merges=first-parent",
      `--format=%x01${fields.join("%x00")}`,
    ],
    { cwd: folder, stdin: lines(revisions) },
  );
  // A tag may name a blob, of which there is no log.
  return printed.code === 0 ? parseLog(printed.stdout).reverse() : [];
}

/** Fields of a commit, then status and path in turn, all ended by NUL; \x01 begins the next commit. */
function parseLog(printed: string): PushedCommit[] {
  const tokens = printed.split("\0");
  const commits: PushedCommit[] = [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const person = (): Person => ({ name: next(), email: next(), date: next() });
  while (tokens[at]?.startsWith("\x01")) {
    const [id, treeId] = [next().slice(1), next()];
    const [author, committer] = [person(), person()];
    const message = next().replace(/\n+$/, "");
    const paths: Record<"A" | "D" | "M", string[]> = { A: [], D: [], M: [] };
    for (let seen = 0; /^\n?[A-Z]$/.test(tokens[at] ?? ""); seen += 1) {
      const [status, path] = [next().trim(), next()];
      const kind = status === "A" || status === "D" ? status : "M"; // T: a file became a link
      if (seen < mostPaths) paths[kind].push(path);
    }
    commits.push({
      id,
      treeId,
      author,
      committer,
      message,
      added: paths.A,
      removed: paths.D,
      modified: paths.M,
      distinct: true,
    });
  }
  return commits;
}

function lines(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join("");
}
