import { joinPath, pathWithin, splitPath, type FileTree, type Folder, type TreeNode } from "./file-tree.ts";

/** A tree whose folder `from` is seen at `at`: an included source, or a submodule. */
export type Mount = { readonly at: string; readonly from: string; readonly tree: FileTree };

/** Trees laid over one another, the later over the earlier; folders of one path are seen as one. */
export class Overlay implements FileTree {
  /** Nothing names a content that comes from several places. */
  readonly id = "";
  readonly #layers: readonly Mount[];

  constructor(base: FileTree, mounts: readonly Mount[]) {
    this.#layers = [{ at: "", from: "", tree: base }, ...mounts];
  }

  folder(path: string): Folder | undefined {
    const seen = new Map<string, TreeNode>();
    let isFolder = false;
    for (const { at, from, tree } of this.#layers) {
      const inside = pathWithin(at, path);
      const entries = inside === undefined ? undefined : tree.folder(joinPath(from, inside));
      for (const [name, node] of entries ?? []) seen.set(name, merged(seen.get(name), node));
      const below = pathWithin(path, at);
      if (below) seen.set(below.split("/")[0] ?? "", { kind: "folder", id: "" });
      isFolder ||= entries !== undefined || Boolean(below);
    }
    return isFolder ? seen : undefined;
  }

  read(path: string): Uint8Array | undefined {
    const [folder, name] = splitPath(path);
    for (const { at, from, tree } of this.#layers.toReversed()) {
      const inside = pathWithin(at, folder);
      if (inside === undefined) continue;
      const within = joinPath(from, inside);
      if (tree.folder(within)?.get(name)?.kind === "file") return tree.read(joinPath(within, name));
    }
    return undefined;
  }
}

function merged(before: TreeNode | undefined, node: TreeNode): TreeNode {
  return before?.kind === "folder" && node.kind === "folder" ? { kind: "folder", id: "" } : node;
}
