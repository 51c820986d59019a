/** A submodule as `.gitmodules` declares it. */
export type Submodule = { readonly path: string; readonly url: string };

/** A repository with more is refused by nobody, but only so many are looked at. */
const mostLines = 20_000;

/**
 * The submodules that a `.gitmodules` declares with a path and a URL. What git would not read is passed over: a
 * submodule that is missing for it shows in the build that wants its files. https://git-scm.com/docs/git-config#_syntax
 */
export function parseGitmodules(text: string): readonly Submodule[] {
  const sections = new Map<string, { path?: string; url?: string }>();
  let section: { path?: string; url?: string } | undefined;
  for (const raw of logicalLines(text)) {
    const line = raw.trim();
    const header = /^\[\s*submodule\s+"((?:[^"\\]|\\.)*)"\s*\]/i.exec(line);
    if (header) {
      const name = (header[1] ?? "").replaceAll(/\\(.)/g, "$1");
      section = sections.get(name) ?? {};
      sections.set(name, section);
    } else if (line.startsWith("[")) section = undefined;
    const setting = /^([a-z][\w-]*)\s*=(.*)$/is.exec(header ? line.slice(header[0].length).trim() : line);
    const key = setting?.[1]?.toLowerCase();
    if (section && (key === "path" || key === "url")) section[key] = valueOf(setting?.[2] ?? "");
  }
  return [...sections.values()].flatMap(({ path = "", url = "" }) =>
    isSafe(path) && url !== "" ? [{ path: path.replace(/\/+$/, ""), url }] : [],
  );
}

/** A backslash at its end joins a line with the next. */
function logicalLines(text: string): string[] {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/(?<!\\)((?:\\\\)*)\\\n/g, "$1")
    .split("\n")
    .slice(0, mostLines);
}

/** Quotes and escapes taken off, comments and the space around it dropped. */
function valueOf(setting: string): string {
  const raw = setting.trim();
  let value = "";
  let kept = 0; // what quotes hold keeps its space
  let isQuoted = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? "";
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === "#" || char === ";")) break;
    else if (char === "\\") value += escaped(raw[++at] ?? "");
    else value += char;
    if (isQuoted) kept = value.length;
  }
  return value.slice(0, kept) + value.slice(kept).trimEnd();
}

function escaped(char: string): string {
  return { n: "\n", t: "\t", b: "\b" }[char] ?? char;
}

function isSafe(path: string): boolean {
  return (
    path !== "" && !path.startsWith("/") && !path.split("/").some((part) => part === ".." || part === ".")
  );
}
