/**
 * A path as a folder's file names it, from the repository's root: no ".", no "..", no "/" at either end, "" for
 * the root itself. Undefined when it leads out of the repository.
 */
export function pathFrom(folder: string, relative: string): string | undefined {
  if (relative.startsWith("/")) return undefined;
  if (!needsCleaning.test(relative)) return folder === "" ? relative : `${folder}/${relative}`;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Some part of it is "", "." or "..". */
const needsCleaning = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Whether `path` is the folder or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** How a folder is called in messages. */
export function folderName(folder: string): string {
  return folder === "" ? "." : folder;
}
