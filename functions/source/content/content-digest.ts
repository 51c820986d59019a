import { digestOf } from "#functions/source/digest.ts";
import { joinPath, type FileTree } from "./file-tree.ts";
import type { Facts } from "./tree-facts.ts";
import { WalkBounds } from "./walk-bounds.ts";

/** `status.artifact.digest` and `.size` of what a source holds. */
export type ContentDigest = { readonly digest: string; readonly size: number };

type Summary = { readonly hex: string; readonly size: number };

const about = "content";

/**
 * A digest of names and contents: the same content has the same one, whichever commit it came with. It is made of
 * listings, folder by folder, and no file has to be here for it. `size` is theirs, in bytes. It may throw TreeUnreadable.
 */
export async function contentDigest(tree: FileTree, facts: Facts): Promise<ContentDigest> {
  const { hex, size } =
    (await summaryOf({ tree, facts, bounds: new WalkBounds() }, { path: "", id: tree.id, depth: 0 })) ??
    empty;
  return { digest: `sha256:${hex}`, size };
}

type Walk = { readonly tree: FileTree; readonly facts: Facts; readonly bounds: WalkBounds };
type Place = { readonly path: string; readonly id: string; readonly depth: number };

/** SHA-256 of nothing. */
const empty: Summary = {
  hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  size: 0,
};

/** Undefined for a folder without files: git has none, and what is left out leaves no trace. */
async function summaryOf(walk: Walk, { path, id, depth }: Place): Promise<Summary | undefined> {
  const known = id === "" ? undefined : walk.facts.get(about, id);
  if (known !== undefined) return summaryIn(known);
  const lines: string[] = [];
  let size = 0;
  const entries = [...(walk.tree.folder(path) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  walk.bounds.enter(path, { depth, entries: entries.length });
  for (const [name, node] of entries) {
    if (node.kind === "file") lines.push(`file ${node.id} ${JSON.stringify(name)}`);
    if (node.kind !== "folder") continue;
    const below = await summaryOf(walk, { path: joinPath(path, name), id: node.id, depth: depth + 1 });
    if (!below) continue;
    lines.push(`folder ${below.hex} ${JSON.stringify(name)}`);
    size += below.size;
  }
  const listing = lines.join("\n");
  const summary =
    lines.length === 0 ? undefined : { hex: await digestOf(listing), size: size + listing.length };
  if (id !== "") walk.facts.put(about, id, summary ? `${summary.hex} ${summary.size}` : "");
  return summary;
}

function summaryIn(fact: string): Summary | undefined {
  const [hex = "", size = "0"] = fact.split(" ");
  return hex === "" ? undefined : { hex, size: Number(size) };
}
