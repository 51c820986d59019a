/** What a build may read. Paths are relative to the repository's root, with "/" and no leading "./". */
export type Files = {
  /** The file's bytes, or undefined when there is none. */
  read(path: string): Uint8Array | undefined;
  /** Names in a folder (a folder's name ends with "/"), sorted; undefined when it is no folder. */
  list(path: string): readonly string[] | undefined;
  /** The path without symbolic links, where there are any. */
  real?(path: string): string;
};
