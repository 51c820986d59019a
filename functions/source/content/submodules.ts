import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { withBlobs } from "./blobs-missing.ts";
import { joinPath, splitPath, type FileTree } from "./file-tree.ts";
import { shownUrl } from "#functions/source/git/git-remote.ts";
import { parseGitmodules } from "./gitmodules.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import type { Mount } from "./overlay.ts";
import { sshFormOf } from "#functions/source/ssh/ssh-address.ts";

/** Opens a repository by its URL, and gives the files of one of its commits. */
export type OpenCommit = (url: string, commit: Oid) => Promise<Result<FileTree>>;

/** Upstream: go-git, DefaultSubmoduleRecursionDepth */
const mostDepth = 10;
const mostSubmodules = 100;
/** All of them together: whoever else follows the repository waits meanwhile. */
const patience = 5 * 60_000;

/** The submodules of a tree, and theirs, each to be seen at its place. A `.gitmodules` entry without a commit is none, as for git. */
export async function submodulesOf(tree: FileTree, url: string, open: OpenCommit): Promise<Result<Mount[]>> {
  const mounts: Mount[] = [];
  const waiting = [{ tree, url, at: "", depth: 0 }];
  const until = Date.now() + patience;
  for (const parent of waiting) {
    const declared = await withBlobs(() => parent.tree.read(".gitmodules"));
    if (!declared.ok) return declared;
    if (declared.value === undefined || parent.depth >= mostDepth) continue;
    for (const { path, url: written } of parseGitmodules(new TextDecoder().decode(declared.value))) {
      const commit = commitAt(parent.tree, path);
      if (commit === undefined) continue;
      if (mounts.length >= mostSubmodules) return failed(tooMany(url));
      if (Date.now() > until) return failed(tooSlow(url));
      const at = joinPath(parent.at, path);
      const from = submoduleUrl(parent.url, written);
      const opened = from === undefined ? failed(noUrl(at, written)) : await open(from, commit);
      if (!opened.ok) return failed(...opened.failures.map((failure) => inSubmodule(at, failure)));
      mounts.push({ at, from: "", tree: opened.value });
      waiting.push({ tree: opened.value, url: from ?? "", at, depth: parent.depth + 1 });
    }
  }
  return done(mounts);
}

function commitAt(tree: FileTree, path: string): Oid | undefined {
  const [folder, name] = splitPath(path);
  const node = tree.folder(folder)?.get(name);
  return node?.kind === "submodule" ? parseOid(node.id) : undefined;
}

/** `./` and `../` lead from the parent's own URL. https://git-scm.com/docs/git-submodule#Documentation/git-submodule.txt-add */
function submoduleUrl(parent: string, written: string): string | undefined {
  if (!/^\.\.?\//.test(written)) return URL.canParse(written) ? written : sshFormOf(written);
  const base = `${shownUrl(parent).replace(/(?<!\/)\/+$/, "")}/`;
  return URL.canParse(written, base) ? new URL(written, base).href : undefined;
}

function inSubmodule(at: string, { subject, message, ...rest }: Failure): Failure {
  return { ...rest, subject: `submodule ${at}`, message: `${subject}: ${message}` };
}

function noUrl(at: string, written: string): Failure {
  return {
    code: "source/url-invalid",
    subject: `.gitmodules, ${at}`,
    message: `${JSON.stringify(shownUrl(written))} is not a URL that the edge can fetch from`,
    remedy: "Write the https:// URL of the repository, or one relative to this one's",
  };
}

function tooMany(url: string): Failure {
  return {
    code: "source/too-many-submodules",
    subject: shownUrl(url),
    message: `has more than ${mostSubmodules} submodules`,
    remedy: "Set spec.recurseSubmodules to false, and follow those that you need as sources of their own",
  };
}

function tooSlow(url: string): Failure {
  return {
    code: "source/submodules-slow",
    subject: shownUrl(url),
    message: `its submodules took more than ${patience / 60_000} minutes`,
    remedy: "What has come is kept, and the next look goes on from there; look at the hosts if it stays",
  };
}
