import { isLeftOut } from "./left-out.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Oid } from "./object-id.ts";
import { parseTree, type TreeEntry } from "./tree.ts";

/** A build asked for blobs that have not been fetched: fetch these, and build again. */
export class BlobsMissing extends Error {
  readonly oids: readonly Oid[];
  constructor(oids: readonly Oid[]) {
    super(`${oids.length} blobs have to be fetched first`);
    this.oids = oids;
  }
}

/** An object that a commit leads to is not in the store although it should be. */
class TreeMissing extends Error {}

/** Trees and blobs that were read before. What an oid names never changes, so whoever reads may share them. */
export class ReadMemo {
  readonly trees: Map<Oid, ReadonlyMap<string, TreeEntry>> = new Map();
  readonly blobs: Map<Oid, Uint8Array> = new Map();
  #bytes = 0;

  keep(oid: Oid, content: Uint8Array): void {
    this.blobs.set(oid, content);
    this.#bytes += content.length;
    if (this.#bytes <= mostMemoBytes) return;
    this.blobs.clear(); // dropped whole: that costs one slow build, and no bookkeeping
    this.#bytes = 0;
  }

  trim(): void {
    if (this.trees.size > mostMemoTrees) this.trees.clear();
  }
}

const mostMemoBytes = 8 * 1024 * 1024;
const mostMemoTrees = 5_000;

const mostAhead = 10_000;

/**
 * The files of one commit, as a build reads them. A blob that is not here is asked for together with those
 * around it, so that a build of a thousand files needs one more fetch and not a thousand.
 */
export class Snapshot {
  readonly #store: ObjectStore;
  readonly #root: Oid;
  readonly #memo: ReadMemo;

  constructor(store: ObjectStore, root: Oid, memo: ReadMemo) {
    this.#store = store;
    this.#root = root;
    this.#memo = memo;
  }

  read(path: string): Uint8Array | undefined {
    const entry = this.#entry(path);
    if (entry?.kind !== "blob") return undefined;
    const known = this.#memo.blobs.get(entry.oid);
    if (known) return known;
    const object = this.#store.get(entry.oid);
    if (!object) throw new BlobsMissing(this.#around(path, entry.oid));
    this.#memo.keep(entry.oid, object.content);
    return object.content;
  }

  list(path: string): readonly string[] | undefined {
    const entries = this.#folder(path);
    if (!entries) return undefined;
    const names: string[] = [];
    for (const { name, kind } of entries.values()) {
      if (kind === "tree") names.push(`${name}/`);
      else if (kind === "blob") names.push(name);
    }
    return names.sort();
  }

  /** What names a file's content, or undefined when there is none: two equal ids are equal content. */
  idOf(path: string): string | undefined {
    return this.#entry(path)?.oid;
  }

  #entry(path: string): TreeEntry | undefined {
    const slash = path.lastIndexOf("/");
    return this.#folder(slash === -1 ? "" : path.slice(0, slash))?.get(path.slice(slash + 1));
  }

  #folder(path: string): ReadonlyMap<string, TreeEntry> | undefined {
    let entries = this.#tree(this.#root);
    for (const name of path.split("/").filter((part) => part !== "" && part !== ".")) {
      const entry = entries.get(name);
      if (entry?.kind !== "tree") return undefined;
      entries = this.#tree(entry.oid);
    }
    return entries;
  }

  #tree(oid: Oid): ReadonlyMap<string, TreeEntry> {
    const known = this.#memo.trees.get(oid);
    if (known) return known;
    const object = this.#store.get(oid);
    if (!object) throw new TreeMissing(`tree ${oid} is not in the store`);
    const parsed = parseTree(oid, object.content);
    if (!parsed.ok) throw new TreeMissing(parsed.failures[0]?.message ?? `tree ${oid} is damaged`);
    const kept = parsed.value.filter(({ name, kind }) => !isLeftOut(name, kind));
    const entries = new Map(kept.map((entry) => [entry.name, entry]));
    this.#memo.trees.set(oid, entries);
    return entries;
  }

  /** The missing blobs at and below the folder of a missing one. */
  #around(path: string, first: Oid): Oid[] {
    const missing = new Set<Oid>([first]);
    const slash = path.lastIndexOf("/");
    const folders = [this.#folder(slash === -1 ? "" : path.slice(0, slash))];
    for (const folder of folders)
      for (const { kind, name, oid } of folder?.values() ?? []) {
        if (missing.size >= mostAhead) return [...missing];
        if (kind === "tree") folders.push(this.#tree(oid));
        else if (kind === "blob" && /\.(ya?ml|json)$|^Kustomization$/.test(name) && !this.#store.has(oid))
          missing.add(oid);
      }
    return [...missing];
  }
}
