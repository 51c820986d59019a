import { joinPath, splitPath, type FileTree, type Folder } from "./file-tree.ts";

/** Only what begins with one of these paths. Upstream: go-git, Index.SkipUnless, which compares texts, not folders. */
export class Sparse implements FileTree {
  readonly id = "";
  readonly #tree: FileTree;
  readonly #paths: readonly string[];

  constructor(tree: FileTree, paths: readonly string[]) {
    this.#tree = tree;
    this.#paths = paths;
  }

  folder(path: string): Folder | undefined {
    const entries = this.#tree.folder(path);
    if (!entries || this.#holds(`${path}/`) || path === "" || this.#leadsTo(path))
      return (
        entries && new Map([...entries].filter(([name, { kind }]) => this.#shows(joinPath(path, name), kind)))
      );
    return undefined;
  }

  read(path: string): Uint8Array | undefined {
    return this.#holds(path) ? this.#tree.read(path) : undefined;
  }

  #shows(path: string, kind: string): boolean {
    return kind === "file" ? this.#holds(path) : this.#holds(`${path}/`) || this.#leadsTo(path);
  }

  #holds(path: string): boolean {
    return this.#paths.some((wanted) => path.startsWith(wanted));
  }

  #leadsTo(path: string): boolean {
    return this.#paths.some((wanted) => wanted.startsWith(`${path}/`));
  }
}

/** The first of these paths that the tree does not have. */
export function absentPath(tree: FileTree, paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    const [folder, name] = splitPath(path);
    return tree.folder(path) === undefined && tree.folder(folder)?.has(name) !== true;
  });
}
