import { createHash } from "node:crypto";
import { splitPath, type FileTree, type Folder, type TreeNode } from "#functions/source/content/file-tree.ts";
import type { Facts } from "#functions/source/content/tree-facts.ts";

/** A tree of these files. Folders and files are named by what is in them, as git does. */
export function treeOf(files: Readonly<Record<string, string>>): FileTree {
  const folders = new Map<string, Map<string, TreeNode>>([["", new Map()]]);
  const folderAt = (path: string): Map<string, TreeNode> => {
    const known = folders.get(path) ?? new Map<string, TreeNode>();
    folders.set(path, known);
    return known;
  };
  for (const [path, text] of Object.entries(files)) {
    const [folder, name] = splitPath(path);
    folderAt(folder).set(name, { kind: "file", id: hash(text) });
    for (let at = folder; at !== ""; at = splitPath(at)[0])
      folderAt(splitPath(at)[0]).set(splitPath(at)[1], { kind: "folder", id: "" });
  }
  const idOf = (path: string): string =>
    hash(
      JSON.stringify(
        [...folderAt(path)]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, { kind, id }]) => [
            name,
            kind,
            kind === "folder" ? idOf(path === "" ? name : `${path}/${name}`) : id,
          ]),
      ),
    );
  const named = (path: string, folder: Folder): Folder =>
    new Map(
      [...folder].map(([name, node]) => [
        name,
        node.kind === "folder" ? { kind: "folder", id: idOf(path === "" ? name : `${path}/${name}`) } : node,
      ]),
    );
  return {
    id: idOf(""),
    folder: (path) => {
      const folder = folders.get(path);
      return folder && named(path, folder);
    },
    read: (path) => {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
  };
}

/** All files of a tree, as anybody sees them who walks it. */
export function filesIn(tree: FileTree, path = ""): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, { kind }] of tree.folder(path) ?? []) {
    const at = path === "" ? name : `${path}/${name}`;
    if (kind === "folder") Object.assign(files, filesIn(tree, at));
    else files[at] = new TextDecoder().decode(tree.read(at));
  }
  return files;
}

export class FactsByHand implements Facts {
  readonly known: Map<string, string> = new Map();
  get(about: string, id: string): string | undefined {
    return this.known.get(`${about} ${id}`);
  }
  put(about: string, id: string, fact: string): void {
    this.known.set(`${about} ${id}`, fact);
  }
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
