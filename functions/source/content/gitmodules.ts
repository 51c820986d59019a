/** A submodule as `.gitmodules` declares it. */
export type Submodule = { readonly path: string; readonly url: string };

/** A repository with more is refused by nobody, but only so many are looked at. */
const mostLines = 20_000;
/** Linux ends a path at 4,096 bytes. A pattern that is held against millions of characters may run out of stack. */
const longestLine = 10_000;

/**
 * The submodules that a `.gitmodules` declares with a path and a URL. What git would not read is passed over: a
 * submodule that is missing for it shows in the build that wants its files. https://git-scm.com/docs/git-config#_syntax
 */
export function parseGitmodules(text: string): readonly Submodule[] {
  const sections = new Map<string, { path?: string; url?: string }>();
  let section: { path?: string; url?: string } | undefined;
  for (const raw of logicalLines(text)) {
    let line = raw.length > longestLine ? "[]" : raw.trim(); // a section that says nothing
    for (let header = headerIn(line); header; header = headerIn(line)) {
      section = header.submodule === undefined ? undefined : (sections.get(header.submodule) ?? {});
      if (section && header.submodule !== undefined) sections.set(header.submodule, section);
      line = line.slice(header.length);
    }
    if (line.startsWith("[")) section = undefined;
    const setting = /^([a-z][\w-]*)\s*=(.*)$/is.exec(line);
    const key = setting?.[1]?.toLowerCase();
    if (section && (key === "path" || key === "url")) section[key] = valueOf(setting?.[2] ?? "");
  }
  return [...sections.values()].flatMap(({ path = "", url = "" }) =>
    isSafe(path) && url !== "" ? [{ path: path.replace(/(?<!\/)\/+$/, ""), url }] : [],
  );
}

/** A section's header at the beginning of a line, and the submodule that it is about. */
function headerIn(
  line: string,
): { readonly length: number; readonly submodule: string | undefined } | undefined {
  const [all, section, name] = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*/.exec(line) ?? [];
  if (all === undefined) return undefined;
  const isSubmodule = section?.toLowerCase() === "submodule";
  return { length: all.length, submodule: isSubmodule ? name?.replaceAll(/\\(.)/g, "$1") : undefined };
}

/** A backslash at its end joins a line with the next, but not in a comment. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open: { readonly text: string; readonly isQuoted: boolean } | undefined;
  for (const line of text.replaceAll("\r\n", "\n").split("\n", mostLines)) {
    const { isQuoted, isJoined } = ending(line, open?.isQuoted ?? false);
    const whole: string = (open?.text ?? "") + (isJoined ? line.slice(0, -1) : line);
    open = isJoined ? { text: whole, isQuoted } : undefined;
    if (!isJoined) lines.push(whole);
  }
  return open ? [...lines, open.text] : lines;
}

function ending(
  line: string,
  wasQuoted: boolean,
): { readonly isQuoted: boolean; readonly isJoined: boolean } {
  let isQuoted = wasQuoted;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && (char === "#" || char === ";")) break;
    if (char === "\\" && ++at === line.length) return { isQuoted, isJoined: true };
  }
  return { isQuoted, isJoined: false };
}

/** Quotes and escapes taken off, comments and the space around it dropped. */
function valueOf(setting: string): string {
  const raw = setting.trim();
  let value = "";
  let kept = 0; // space that is quoted or escaped stays
  let isQuoted = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? "";
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === "#" || char === ";")) break;
    else if (char === "\\") value += escaped(raw[++at] ?? "");
    else if (isQuoted || value !== "" || char.trim() !== "") value += char; // none begins with space
    if (isQuoted || char === "\\") kept = value.length;
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
