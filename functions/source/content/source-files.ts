import type { Files } from "#shared/kustomize/files.ts";
import { splitPath, tidyPath, type FileTree, type Folder } from "./file-tree.ts";

/** A tree as builds read it. Each folder is looked up once. */
export class SourceFiles implements Files {
  readonly #tree: FileTree;
  readonly #folders = new Map<string, Folder | undefined>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  read(path: string): Uint8Array | undefined {
    const tidy = tidyPath(path);
    return this.#isFile(tidy) ? this.#tree.read(tidy) : undefined;
  }

  list(path: string): readonly string[] | undefined {
    const folder = this.#folder(tidyPath(path));
    if (!folder) return undefined;
    const names: string[] = [];
    for (const [name, { kind }] of folder)
      if (kind === "file" || kind === "folder") names.push(kind === "folder" ? `${name}/` : name);
    return names.sort();
  }

  /** What names a file's content, or undefined when there is none: two equal ids are equal content. */
  idOf(path: string): string | undefined {
    const [folder, name] = splitPath(tidyPath(path));
    const node = this.#folder(folder)?.get(name);
    return node?.kind === "file" ? node.id : undefined;
  }

  #isFile(path: string): boolean {
    const [folder, name] = splitPath(path);
    return this.#folder(folder)?.get(name)?.kind === "file";
  }

  #folder(path: string): Folder | undefined {
    if (this.#folders.has(path)) return this.#folders.get(path);
    const folder = this.#tree.folder(path);
    this.#folders.set(path, folder);
    return folder;
  }
}
