import { done, failed, type Result } from "#shared/model/failure.ts";
import { withBlobs } from "./blobs-missing.ts";
import { joinPath, pathWithin, splitPath, type FileTree, type Folder, type TreeNode } from "./file-tree.ts";
import { findPaths } from "./find-paths.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Facts } from "./tree-facts.ts";
import { TreeUnreadable } from "./walk-bounds.ts";

const mostLinks = 5_000;
const mostHops = 10;
/** Each of these has to be looked through for itself, also where it is the same folder as others. */
const mostAbove = 20_000;

/**
 * A commit's files with what its symbolic links lead to in place of the links. A link that leads nowhere, out of the
 * repository, or up to a folder that holds it, is left out. It may throw TreeUnreadable. Upstream: fluxcd/source-controller, resolveSymlinks
 */
export async function withLinks(files: Snapshot, facts: Facts): Promise<Result<FileTree>> {
  const paths = findPaths(files, { facts, about: "links", isWanted: (_, { kind }) => kind === "link" });
  if (paths.length === 0) return done(files);
  if (paths.length > mostLinks)
    return failed({
      code: "source/too-many-links",
      subject: "the repository",
      message: `has ${paths.length} symbolic links, and at most ${mostLinks} are followed`,
      remedy: "Commit what they lead to, or replace links by a base that several kustomizations name",
    });
  const texts = await withBlobs(() => files.linkTexts(paths));
  return texts.ok ? done(new Linked(files, texts.value)) : texts;
}

class Linked implements FileTree {
  /** A folder's own id says nothing of what its links lead to. */
  readonly id = "";
  readonly #files: Snapshot;
  /** Where each link leads, as a path from the root. */
  readonly #targets = new Map<string, string>();
  readonly #byFolder = new Map<string, string[]>();
  readonly #above = new Set<string>();

  constructor(files: Snapshot, texts: ReadonlyMap<string, string>) {
    this.#files = files;
    for (const [path, text] of texts) {
      const [folder, name] = splitPath(path);
      const target = resolved(folder, text);
      if (target === undefined || pathWithin(target, folder) !== undefined) continue;
      this.#targets.set(path, target);
      this.#byFolder.set(folder, [...(this.#byFolder.get(folder) ?? []), name]);
      for (let at = folder; at !== "" && !this.#above.has(at); at = splitPath(at)[0]) this.#above.add(at);
      if (this.#above.size > mostAbove)
        throw new TreeUnreadable(`symbolic links lie below more than ${mostAbove} folders`);
    }
  }

  folder(path: string): Folder | undefined {
    const real = this.#real(path);
    const entries = real === undefined ? undefined : this.#files.folder(real);
    if (!entries || real === undefined) return undefined;
    const seen = new Map<string, TreeNode>();
    for (const [name, node] of entries)
      if (node.kind === "folder" && this.#above.has(joinPath(real, name)))
        seen.set(name, { kind: "folder", id: "" });
      else if (node.kind !== "link") seen.set(name, node);
    for (const name of this.#byFolder.get(real) ?? []) {
      const node = this.#nodeAt(joinPath(real, name));
      // Below a linked folder no other is entered by a link: two that lead to each other would never end.
      if (node?.kind === "file" || (node && real === path)) seen.set(name, node);
    }
    return seen;
  }

  read(path: string): Uint8Array | undefined {
    const [folder, name] = splitPath(path);
    const real = this.folder(folder)?.get(name)?.kind === "file" ? this.#real(path) : undefined;
    return real === undefined ? undefined : this.#files.read(real);
  }

  #nodeAt(path: string): TreeNode | undefined {
    const real = this.#real(path);
    if (real === undefined) return undefined;
    const [folder, name] = splitPath(real);
    const node = this.#files.folder(folder)?.get(name);
    if (node?.kind === "folder") return { kind: "folder", id: this.#isPlain(real) ? node.id : "" };
    return node?.kind === "file" ? node : undefined;
  }

  #isPlain(folder: string): boolean {
    return !this.#above.has(folder) && !this.#byFolder.has(folder);
  }

  /** The path without links; undefined where they lead in a circle. */
  #real(path: string): string | undefined {
    const names = path === "" ? [] : path.split("/");
    let real = "";
    let hops = 0;
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const at = joinPath(real, name);
      const target = this.#targets.get(at);
      if (target !== undefined && ++hops > mostHops) return undefined;
      // Where it leads may lie behind links itself, so that is gone from the root on.
      if (target !== undefined) names.unshift(...target.split("/"));
      real = target === undefined ? at : "";
    }
    return real;
  }
}

/** Where a link in this folder leads, undefined when that is out of the repository. */
function resolved(folder: string, text: string): string | undefined {
  if (text === "" || text.startsWith("/")) return undefined;
  const names = folder === "" ? [] : folder.split("/");
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") names.push(part);
    else if (names.pop() === undefined) return undefined;
  }
  return names.length === 0 ? undefined : names.join("/");
}
