import { sentence } from "#shared/model/failure.ts";
import { BlobsMissing, FileTooLarge, type BlobHost } from "./blobs-missing.ts";
import { joinPath, splitPath, type FileTree, type Folder, type TreeNode } from "./file-tree.ts";
import type { ObjectStore } from "#functions/source/store/object-store.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import { parseTree, type TreeEntry } from "#functions/source/object/tree.ts";
import { TreeUnreadable } from "./walk-bounds.ts";

/** An object that a commit leads to is not in the store although it should be. */
export class TreeMissing extends Error {
  readonly #store: ObjectStore;

  constructor(message: string, store: ObjectStore) {
    super(message);
    this.#store = store;
  }

  /** No commit counts as whole any more: what is needed is fetched again. */
  mend(): void {
    this.#store.unmarkWhole(this.#store.wholeCommits(mostMended));
  }
}

const mostMended = 10_000;

/** Trees and blobs that were read before. What an oid names never changes, so whoever reads may share them. */
export class ReadMemo {
  readonly trees: Map<Oid, Folder> = new Map();
  readonly blobs: Map<Oid, Uint8Array> = new Map();
  #bytes = 0;
  #entries = 0;

  keepTree(oid: Oid, folder: Folder): void {
    if (this.#entries > mostMemoEntries) this.#forgetTrees(); // in the midst of a walk through very many, too
    this.#entries += folder.size;
    this.trees.set(oid, folder);
  }

  keep(oid: Oid, content: Uint8Array): void {
    this.blobs.set(oid, content);
    this.#bytes += content.length;
    if (this.#bytes <= mostMemoBytes) return;
    this.blobs.clear(); // dropped whole: that costs one slow build, and no bookkeeping
    this.#bytes = 0;
  }

  trim(): void {
    if (this.trees.size > mostMemoTrees) this.#forgetTrees();
  }

  #forgetTrees(): void {
    this.trees.clear();
    this.#entries = 0;
  }
}

const mostMemoBytes = 8 * 1024 * 1024;
const mostMemoTrees = 5_000;
/** An entry takes some 200 bytes. */
const mostMemoEntries = 200_000;
const mostAhead = 10_000;
/** Linux ends a path there. */
const longestLink = 4_096;
/** What builds read most, and so what may be brought before it is asked for. */
const readable = /\.(ya?ml|json)$|^Kustomization$/;

export type SnapshotParts = {
  readonly store: ObjectStore;
  readonly root: Oid;
  readonly memo: ReadMemo;
  readonly host: BlobHost;
};

/**
 * All files of one commit. A blob that is not here is asked for together with others around it, and the more often
 * that happens, the more widely: a build of a thousand files needs a few more fetches and not a thousand, and one of
 * a few files brings no more than its own folder.
 */
export class Snapshot implements FileTree {
  readonly #parts: SnapshotParts;
  #misses = 0;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  get id(): string {
    return this.#parts.root;
  }

  read(path: string): Uint8Array | undefined {
    const { store, memo, host } = this.#parts;
    const oid = this.#blobAt(path);
    if (oid === undefined) return undefined;
    const known = memo.blobs.get(oid);
    if (known) return known;
    const object = store.get(oid);
    const size = object ? undefined : store.sizeIfTooLarge(oid);
    if (size !== undefined) throw new FileTooLarge(path, size);
    if (!object) throw new BlobsMissing(this.#around(path, oid), host);
    memo.keep(oid, object.content);
    return object.content;
  }

  folder(path: string): Folder | undefined {
    let entries = this.#tree(this.#parts.root);
    for (const name of path === "" ? [] : path.split("/")) {
      const entry = entries.get(name);
      const oid = entry?.kind === "folder" ? parseOid(entry.id) : undefined;
      if (oid === undefined) return undefined;
      entries = this.#tree(oid);
    }
    return entries;
  }

  /** What is written in these symbolic links, by their paths. It may throw BlobsMissing, for all of them at once. */
  linkTexts(paths: readonly string[]): ReadonlyMap<string, string> {
    const { store, host } = this.#parts;
    const missing: Oid[] = [];
    const texts = new Map<string, string>();
    for (const path of paths) {
      const [folder, name] = splitPath(path);
      const oid = parseOid(this.folder(folder)?.get(name)?.id ?? "");
      const object = oid && store.get(oid);
      if (object) texts.set(path, new TextDecoder().decode(object.content.subarray(0, longestLink)));
      else if (oid && !this.#isKnown(oid)) missing.push(oid);
    }
    if (missing.length > 0) throw new BlobsMissing(missing, host);
    return texts;
  }

  #blobAt(path: string): Oid | undefined {
    const [folder, name] = splitPath(path);
    const entry = this.folder(folder)?.get(name);
    return entry?.kind === "file" ? parseOid(entry.id) : undefined;
  }

  #tree(oid: Oid): Folder {
    const { store, memo } = this.#parts;
    const known = memo.trees.get(oid);
    if (known) return known;
    const object = store.get(oid);
    if (!object) throw new TreeMissing(`tree ${oid} is not in the store`, store);
    const parsed = parseTree(oid, object.content);
    if (!parsed.ok) throw new TreeUnreadable(parsed.failures.map(sentence).join("; "));
    const entries = new Map(
      parsed.value.map(({ name, kind, oid: id }): [string, TreeNode] => [name, { kind: kinds[kind], id }]),
    );
    memo.keepTree(oid, entries);
    return entries;
  }

  #isKnown(oid: Oid): boolean {
    const { store } = this.#parts;
    return store.has(oid) || store.sizeIfTooLarge(oid) !== undefined;
  }

  /** The first time what lies beside it, then what lies below its folder, then below the folder above, and so on. */
  #around(path: string, first: Oid): Oid[] {
    const missing = new Set<Oid>([first]);
    const [own, name] = splitPath(path);
    if (!readable.test(name)) return [first];
    const miss = this.#misses++;
    const names = own === "" ? [] : own.split("/");
    const folders = [names.slice(0, names.length - Math.max(0, miss - 1)).join("/")];
    if (miss > names.length + 1) folders[0] = "";
    // What lies in a folder is asked for once, in however many places the same folder is.
    const entered = new Set<string>();
    for (const at of folders)
      for (const [entry, { kind, id }] of this.folder(at) ?? []) {
        if (missing.size >= mostAhead) return [...missing];
        if (kind === "folder" && miss > 0 && !entered.has(id)) {
          entered.add(id);
          folders.push(joinPath(at, entry));
        }
        const oid = kind === "file" && readable.test(entry) ? parseOid(id) : undefined;
        if (oid !== undefined && !this.#isKnown(oid)) missing.add(oid);
      }
    return [...missing];
  }
}

const kinds: Readonly<Record<TreeEntry["kind"], TreeNode["kind"]>> = {
  link: "link",
  tree: "folder",
  blob: "file",
  commit: "submodule",
};
