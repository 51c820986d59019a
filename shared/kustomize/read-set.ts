import type { Files } from "./files.ts";
import type { RemoteRequest } from "./remote-request.ts";

/** Everything that a build's outcome hangs on: while none of it changes, building again gives the same. */
export type ReadSet = {
  readonly files: readonly string[];
  /** Looked for and not there: the outcome changes when one appears. */
  readonly absent: readonly string[];
  /** Folders whose names were read. */
  readonly folders: readonly string[];
  /** What was asked for from elsewhere; it may change without anybody here noticing. */
  readonly remote: readonly RemoteRequest[];
};

/** Files that remember what was asked of them. What the Files throw passes through. */
export type WatchedFiles = {
  /** The file's bytes; that there is none is remembered as well. */
  probe(path: string): Uint8Array | undefined;
  /** The file's bytes, where it is known by other means if there is none: the path may be a folder's. */
  readIfFile(path: string): Uint8Array | undefined;
  list(path: string): readonly string[] | undefined;
  /** The path without symbolic links. */
  real(path: string): string;
  readSet(): Omit<ReadSet, "remote">;
};

export function watch(files: Files): WatchedFiles {
  const found = new Set<string>();
  const absent = new Set<string>();
  const folders = new Set<string>();

  const readIfFile = (path: string): Uint8Array | undefined => {
    const bytes = files.read(path);
    if (bytes !== undefined) found.add(path);
    return bytes;
  };
  return {
    readIfFile,
    probe: (path) => {
      const bytes = readIfFile(path);
      if (bytes === undefined) absent.add(path);
      return bytes;
    },
    list: (path) => {
      const names = files.list(path);
      if (names !== undefined) folders.add(path);
      return names;
    },
    real: (path) => files.real?.(path) ?? path,
    readSet: () => ({ files: [...found], absent: [...absent], folders: [...folders] }),
  };
}
