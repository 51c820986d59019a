import type { WatchedFiles } from "./read-set.ts";
import type { LoadedFile, Refusal } from "./refusal.ts";
import type { Remote } from "./remote.ts";
import { isUrl } from "./repository-url.ts";
import { folderName, isWithin, pathFrom } from "./repo-path.ts";

/** Where a kustomization's files come from, and how far from it they may lie. */
export type Loading = {
  readonly files: WatchedFiles;
  /** Files must lie in the folder of the kustomization that names them, or below it. */
  readonly rootOnly: boolean;
  readonly remote: Remote;
};

/** The file that a kustomization in `folder` names. Upstream: api/internal/loader/fileloader.go `Load` */
export function loadFile(loading: Loading, folder: string, text: string): LoadedFile | Refusal {
  if (isUrl(text)) return loading.remote.file(text);
  const path = pathFrom(folder, text);
  if (path === undefined) return outside(text);
  const bytes = path === "" ? undefined : loading.files.probe(path);
  if (bytes === undefined)
    return loading.files.list(path) === undefined ? missing(text, path) : isFolder(path);
  const refusal = tooFar(loading, folder, path);
  return refusal ?? { path, bytes };
}

/** Upstream: api/internal/loader/loadrestrictions.go `RestrictionRootOnly` */
export function tooFar({ files, rootOnly }: Loading, folder: string, path: string): Refusal | undefined {
  if (!rootOnly || isWithin(folder, files.real(path))) return undefined;
  return {
    code: "build/file-outside",
    message: `security; file '${path}' is not in or below '${folderName(folder)}'`,
    remedy:
      "Move it there, or build with --load-restrictor LoadRestrictionsNone where everything in the repository is trusted",
  };
}

export function outside(text: string): Refusal {
  return {
    code: "build/path-escapes",
    message: `names ${text}, which lies outside the repository`,
    remedy: "Use a path that stays inside it, relative to this file",
  };
}

export function missing(text: string, path: string): Refusal {
  return {
    code: "build/file-missing",
    message: `names '${text}': no such file or directory: ${path}`,
    remedy: "Correct the path, or commit the file",
  };
}

function isFolder(path: string): Refusal {
  return {
    code: "build/file-missing",
    message: `names a folder where a file is expected: '${path}' must resolve to a file`,
    remedy: "Name a file in it",
  };
}
