import { parseCommit } from "#functions/source/object/commit.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { parseTree } from "#functions/source/object/tree.ts";

/** Two megabytes of bits. */
const bits = 1 << 24;
/** So much is read before others get their turn. */
const step = 200;

/** What commits lead to, of all that is in a store. */
export class Reachable {
  /** These must be exact: what counts as seen is not looked into again. */
  readonly #trees = new Set<Oid>();
  /**
   * Of files there may be half a million. One whose bit another has set seems to be reached as well, and stays: that
   * costs room for some, where a list of all would cost memory that the edge does not have.
   */
  readonly #blobs = new Uint8Array(bits / 8);

  static async from(
    store: ObjectStore,
    commits: readonly Oid[],
    pause: () => Promise<void>,
  ): Promise<Reachable> {
    const reached = new Reachable();
    const open: Oid[] = [];
    for (const commit of commits) {
      const object = store.get(commit);
      const parsed = object && parseCommit(commit, object.content);
      if (parsed?.ok) open.push(parsed.value.tree);
      reached.#trees.add(commit);
    }
    let read = 0;
    for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
      if (reached.#trees.has(oid)) continue;
      reached.#trees.add(oid);
      for (const folder of reached.#foldersIn(store, oid)) open.push(folder);
      if (++read % step === 0) await pause();
    }
    return reached;
  }

  hasCommitOrTree(oid: Oid): boolean {
    return this.#trees.has(oid);
  }

  mayHaveBlob(oid: Oid): boolean {
    const bit = bitOf(oid);
    return ((this.#blobs[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }

  /** A folder that cannot be read leads nowhere: nobody else can read it either. */
  #foldersIn(store: ObjectStore, tree: Oid): Oid[] {
    const object = store.get(tree);
    const entries = object && parseTree(tree, object.content);
    const folders: Oid[] = [];
    for (const { kind, oid } of entries?.ok ? entries.value : [])
      if (kind === "tree") folders.push(oid);
      else if (kind !== "commit") this.#addBlob(oid);
    return folders;
  }

  #addBlob(oid: Oid): void {
    const bit = bitOf(oid);
    this.#blobs[bit >> 3] = (this.#blobs[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
}

function bitOf(oid: Oid): number {
  return Number.parseInt(oid.slice(0, 6), 16) % bits;
}
