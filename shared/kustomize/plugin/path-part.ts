/**
 * A file's path with one more part in it: `a/c` with `b` at 1 is `a/b/c`. An absolute path stays one, and what is
 * beyond its end is put there. Upstream: kyaml/filesys/util.go `InsertPathPart`
 */
export function withPathPart(path: string, position: number, part: string): string {
  const parts = path.split("/").filter((one) => one !== "");
  parts.splice(position, 0, part);
  return `${path.startsWith("/") ? "/" : ""}${cleaned(parts.join("/"))}`;
}

/** Upstream: Go's path/filepath `Clean` */
function cleaned(path: string): string {
  const root = path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (root === "") parts.push(part);
  }
  return `${root}${parts.join("/")}` || ".";
}
