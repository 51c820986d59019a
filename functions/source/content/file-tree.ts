/** What a folder holds by one name. A symbolic link is nothing in itself: see `links.ts`. */
export type TreeNode = {
  readonly kind: "folder" | "file" | "submodule" | "link";
  /** Names all of the content, a folder's with all that is below it. Equal ids are equal content; "" names nothing. */
  readonly id: string;
};

/** A folder's entries by their names. */
export type Folder = ReadonlyMap<string, TreeNode>;

/** The files of a source, or of a part of it. Paths have "/" between their names and nothing around them; "" is the root. */
export type FileTree = {
  /** What names the root and all below it; "" where nothing does. */
  readonly id: string;
  /** Undefined when there is no such folder. */
  readonly folder: (path: string) => Folder | undefined;
  /** Undefined when there is no such file. It may throw BlobsMissing. */
  readonly read: (path: string) => Uint8Array | undefined;
};

/** The folder's path and the name of what a path leads to. */
export function splitPath(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}

export function joinPath(folder: string, name: string): string {
  return folder === "" || name === "" ? folder + name : `${folder}/${name}`;
}

/** The path from `folder` to `path`, undefined when it lies elsewhere. */
export function pathWithin(folder: string, path: string): string | undefined {
  if (folder === "" || folder === path) return folder === "" ? path : "";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** A path as people write it in a spec, without `./`, doubled slashes and a slash at its end. */
export function tidyPath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
