import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { git } from "./git-command.ts";
import type { GitRepo } from "./git-repo.ts";

/** New contents by path; undefined deletes the file. */
type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A developer's clone: where commits are made and pushed by hand. */
export type WorkTree = {
  readonly folder: string;
  /** Commits these files on the current branch, also when nothing changed, and gives the commit. */
  commit(files: Files, message: string, options?: CommitOptions): Promise<string>;
  /** Pushes what is checked out to `branch`, by default the current one, and gives the commit. */
  push(branch?: string): Promise<string>;
  forcePush(branch?: string): Promise<string>;
  deleteBranch(branch: string): Promise<void>;
  /** An annotated tag on what is checked out, pushed. */
  pushTag(name: string): Promise<void>;
  /** Goes on at `branch`; where there is none, it begins at `from` or at what is checked out. */
  checkout(branch: string, from?: string): Promise<void>;
  /** Goes back to `revision`, forgetting what came after. */
  reset(revision: string): Promise<string>;
  head(): Promise<string>;
  /** Any other git command. */
  git(...args: readonly string[]): Promise<string>;
};

type CommitOptions = { readonly at?: number };

const dev = {
  GIT_AUTHOR_NAME: "Dev",
  GIT_AUTHOR_EMAIL: "dev@example.com",
  GIT_COMMITTER_NAME: "Dev",
  GIT_COMMITTER_EMAIL: "dev@example.com",
};

/** Clones the repository into `folder`, which must be new or empty. An empty repository is cloned too. */
export async function openWorkTree(repo: Pick<GitRepo, "remote">, folder: string): Promise<WorkTree> {
  await mkdir(folder, { recursive: true });
  const run = (args: readonly string[], more: { env?: Record<string, string>; stdin?: string } = {}) =>
    git(args, { cwd: folder, ...more, env: { ...dev, ...more.env } });
  await run(["-c", "init.defaultBranch=main", "clone", "--quiet", repo.remote, "."]);
  await run(["config", "gc.auto", "0"]); // nothing of git may run on when the folder is taken away

  const head = async (): Promise<string> => (await run(["rev-parse", "HEAD"])).trim();
  const current = async (): Promise<string> => (await run(["symbolic-ref", "--short", "HEAD"])).trim();
  const push = async (branch: string | undefined, force: boolean): Promise<string> => {
    const to = `refs/heads/${branch ?? (await current())}`;
    await run(["push", "--quiet", ...(force ? ["--force"] : []), "origin", `HEAD:${to}`]);
    return head();
  };
  const place = (file: string): string => {
    const full = path.resolve(folder, file);
    if (!full.startsWith(path.resolve(folder) + path.sep))
      throw new Error(`${file} is outside the work tree`);
    return full;
  };

  return {
    folder,
    commit: async (files, message, { at } = {}) => {
      for (const [file, content] of Object.entries(files)) {
        const full = place(file);
        await (content === undefined ? rm(full) : mkdir(path.dirname(full), { recursive: true }));
        if (content !== undefined) await writeFile(full, content);
      }
      await run(["add", "--all", "--force", "."]);
      const when = at === undefined ? undefined : `${Math.floor(at / 1000)} +0000`;
      const env = when === undefined ? {} : { GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };
      await run(["commit", "--quiet", "--allow-empty", "--file=-"], { env, stdin: message });
      return head();
    },
    push: (branch) => push(branch, false),
    forcePush: (branch) => push(branch, true),
    deleteBranch: async (branch) => {
      await run(["push", "--quiet", "origin", `:refs/heads/${branch}`]);
    },
    pushTag: async (name) => {
      await run(["tag", "--annotate", "--message", name, name]);
      await run(["push", "--quiet", "origin", `refs/tags/${name}`]);
    },
    checkout: async (branch, from) => {
      const there = await run(["branch", "--list", branch]);
      const begin = ["-b", branch, ...(from === undefined ? [] : [from])];
      await run(["checkout", "--quiet", ...(there === "" ? begin : [branch])]);
    },
    reset: async (revision) => {
      await run(["reset", "--quiet", "--hard", revision]);
      return head();
    },
    head,
    git: (...args) => run(args),
  };
}
