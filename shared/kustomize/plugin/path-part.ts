/**
 * A file's path with one more part in it: `a/c` with `b` at 1 is `a/b/c`. An absolute path stays one, and what is
 * beyond its end is put there. Upstream: kyaml/filesys/util.go `InsertPathPart`
 */
export function withPathPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith("/");
  const parts = path.split("/").filter((one) => one !== "");
  parts.splice(position, 0, part);
  return `${isAbsolute ? "/" : ""}${cleaned(parts.join("/"))}`;
}

/** Upstream: Go's path/filepath `Clean`, of a relative path. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? "." : parts.join("/");
}
