import { joinPath, type FileTree } from "./file-tree.ts";
import type { Facts } from "./tree-facts.ts";

const fileName = ".sourceignore";
const about = "ignore files";
/** Deeper folders are a mistake or an attack: Linux ends a path at 4,096 bytes. */
const mostDepth = 512;

type Place = { readonly path: string; readonly id: string; readonly depth: number };

/** The paths of all `.sourceignore` files, an outer folder's before those inside it. */
export function ignoreFilesIn(tree: FileTree, facts: Facts): readonly string[] {
  return found({ tree, facts }, { path: "", id: tree.id, depth: 0 });
}

/** Relative to the folder, so that what was found once holds wherever the same folder lies. */
function found(walk: { tree: FileTree; facts: Facts }, { path, id, depth }: Place): readonly string[] {
  const known = id === "" ? undefined : walk.facts.get(about, id);
  if (known !== undefined) return pathsIn(known);
  if (depth > mostDepth) throw new Error(`${path.slice(0, 100)}…: folders lie more than ${mostDepth} deep`);
  const paths: string[] = [];
  const entries = [...(walk.tree.folder(path) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.some(([name, { kind }]) => name === fileName && kind === "file")) paths.push(fileName);
  for (const [name, node] of entries) {
    if (node.kind !== "folder") continue;
    const place = { path: joinPath(path, name), id: node.id, depth: depth + 1 };
    for (const below of found(walk, place)) paths.push(joinPath(name, below));
  }
  if (id !== "") walk.facts.put(about, id, JSON.stringify(paths));
  return paths;
}

function pathsIn(fact: string): readonly string[] {
  return JSON.parse(fact); // written by `found`
}
