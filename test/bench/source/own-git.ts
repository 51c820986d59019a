import { rm } from "node:fs/promises";
import { git } from "#test/support/git-host/git-command.ts";

/** git's own way to the same: a clone of depth 1 that follows by plain fetches, without filters, as people have it. */
export type OwnGit = {
  /** Milliseconds until the newest commit of main is here. */
  readonly fetch: (commit: string) => Promise<number>;
};

/** The clone, and the milliseconds that it took with its work tree. */
export async function ownClone(url: string, folder: string): Promise<OwnGit & { readonly took: number }> {
  await rm(folder, { recursive: true, force: true });
  const began = performance.now();
  await git(["clone", "--quiet", "--depth=1", url, folder], { cwd: "/" });
  const took = performance.now() - began;
  return {
    took,
    async fetch(commit) {
      const began = performance.now();
      // Without --depth, which costs the host more. And without the look whether there is housekeeping to do.
      await git(["fetch", "--quiet", "--no-auto-maintenance", "origin", "main"], { cwd: folder });
      const took = performance.now() - began;
      const fetched = (await git(["rev-parse", "FETCH_HEAD"], { cwd: folder })).trim();
      if (fetched !== commit) throw new Error(`git fetched ${fetched}, and ${commit} was committed`);
      return took;
    },
  };
}
