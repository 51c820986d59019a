import { readdirSync, readFileSync, realpathSync, statSync, type Dirent, type Stats } from "node:fs";
import { join, relative, sep } from "node:path";

import type { Files } from "#shared/kustomize/files.ts";

import { FileRefused } from "./file-refused.ts";

const megabyte = 1024 * 1024;
const largestFile = 64 * megabyte;

export type FolderOptions = {
  /** Passes over symbolic links that lead out of the folder: for what strangers have written. */
  readonly confined?: boolean;
};

/** The files below a folder of this machine. What is no plain file, a pipe or a device, is none. */
export function folderFiles(root: string, { confined = false }: FolderOptions = {}): Files {
  const real = (path: string): string => realOf(root, path) ?? path;
  const isHere = (path: string): boolean => !confined || realOf(root, path) !== undefined;
  return {
    real,
    read: (path) => (isHere(path) ? readBounded(join(root, path)) : undefined),
    list: (path) => (isHere(path) ? namesIn(join(root, path)) : undefined),
  };
}

/** The path below the root that it has without symbolic links; undefined when it is not there, or elsewhere. */
function realOf(root: string, path: string): string | undefined {
  const real = orNothing(() => realpathSync.native(join(root, path)));
  if (real === undefined) return undefined;
  const below = relative(root, real);
  return below === ".." || below.startsWith(`..${sep}`) ? undefined : below.split(sep).join("/");
}

function readBounded(place: string): Uint8Array | undefined {
  const stats = statOf(place);
  if (stats?.isFile() !== true) return undefined;
  if (stats.size <= largestFile) return orNothing(() => readFileSync(place));
  throw new FileRefused({
    code: "cli/file-too-large",
    subject: place,
    message: `has ${Math.ceil(stats.size / megabyte)} MB, more than the ${largestFile / megabyte} that a build reads`,
    remedy: "Cut it into several files",
  });
}

function namesIn(place: string): readonly string[] | undefined {
  if (statOf(place)?.isDirectory() !== true) return undefined;
  const entries = orNothing(() => readdirSync(place, { withFileTypes: true }));
  return entries?.map((entry) => (isFolder(place, entry) ? `${entry.name}/` : entry.name)).sort();
}

function isFolder(place: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statOf(join(place, entry.name))?.isDirectory() === true;
}

function statOf(place: string): Stats | undefined {
  return orNothing(() => statSync(place));
}

/** Nothing is there, or can be: a build asks for names that are whole patches, too. */
const meansNothing: ReadonlySet<string | undefined> = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ERR_INVALID_ARG_VALUE",
]);

function orNothing<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    const { code, path } = asErrno(error);
    if (meansNothing.has(code)) return undefined;
    throw new FileRefused({
      code: "cli/file-unreadable",
      subject: path ?? "a file",
      message: `cannot be read: ${code ?? String(error)}`,
      remedy: "Let whoever runs this read it",
    });
  }
}

function asErrno(error: unknown): NodeJS.ErrnoException {
  return error instanceof Error ? error : new Error(String(error));
}
