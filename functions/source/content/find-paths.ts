import { joinPath, type FileTree, type TreeNode } from "./file-tree.ts";
import type { Facts } from "./tree-facts.ts";
import { TreeUnreadable, WalkBounds } from "./walk-bounds.ts";

export type Search = {
  readonly facts: Facts;
  /** The name of the question, under which answers are remembered. */
  readonly about: string;
  readonly isWanted: (name: string, node: TreeNode) => boolean;
};

type Walk = Search & { readonly tree: FileTree; readonly bounds: WalkBounds };
type Place = { readonly path: string; readonly id: string; readonly depth: number };

/** A folder that is in ten others, and these in ten more, has its paths a hundredfold: of few bytes come very many. */
const mostPaths = 20_000;

/** The paths of all entries that are wanted, an outer folder's before those inside it. It may throw TreeUnreadable. */
export function findPaths(tree: FileTree, search: Search): readonly string[] {
  const walk = { ...search, tree, bounds: new WalkBounds() };
  return found(walk, { path: "", id: tree.id, depth: 0 });
}

/** Relative to the folder, so that what was found once holds wherever the same folder lies. */
function found(walk: Walk, { path, id, depth }: Place): readonly string[] {
  const { tree, facts, about, isWanted, bounds } = walk;
  const known = id === "" ? undefined : facts.get(about, id);
  if (known !== undefined) return pathsIn(known);
  const paths: string[] = [];
  const below: string[] = [];
  const entries = [...(tree.folder(path) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  bounds.enter(path, { depth, entries: entries.length });
  for (const [name, node] of entries) {
    if (isWanted(name, node)) paths.push(name);
    if (node.kind !== "folder") continue;
    const place = { path: joinPath(path, name), id: node.id, depth: depth + 1 };
    for (const one of found(walk, place)) below.push(joinPath(name, one));
    if (below.length > mostPaths) throw new TreeUnreadable(`there are more than ${mostPaths} ${about}`);
  }
  const all = [...paths, ...below];
  if (id !== "") facts.put(about, id, JSON.stringify(all));
  return all;
}

function pathsIn(fact: string): readonly string[] {
  return JSON.parse(fact); // written by `found`
}
