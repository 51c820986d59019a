/** A folder of a repository elsewhere, as a kustomization names it. */
export type RepositoryUrl = {
  /** What `git clone` takes. */
  readonly url: string;
  /** Branch, tag or commit; "" when none is given. */
  readonly ref: string;
  /** Folder in the repository, "" for its root. */
  readonly folder: string;
};

/** Whether this is a file elsewhere. Upstream: api/internal/loader/fileloader.go `IsRemoteFile` */
export function isUrl(named: string): boolean {
  return /^https?:/i.test(named);
}

/** Undefined for what is no repository's URL: a path, most often. Upstream: api/internal/git/repospec.go `NewRepoSpecFromURL` */
export function parseRepositoryUrl(named: string): RepositoryUrl | undefined {
  if (named.startsWith("/") || isPlainlyPath(named)) return undefined;
  const [address, query] = cutAt(named.replace(/^git::/i, ""), "?");
  const host = hostOf(address);
  if (host === undefined) return undefined;
  const split = splitPath(host.rest, host.isFile);
  if (split === undefined || split.repository === "" || leadsOut(split.folder)) return undefined;
  return {
    url: host.prefix + split.repository,
    ref: refIn(query),
    folder: split.folder.replace(/^\//, ""),
  };
}

/** Most entries are: no scheme, no user, and not the one host that needs neither. */
function isPlainlyPath(named: string): boolean {
  if (named.includes(":") || named.includes("@")) return false;
  return named.slice(0, "github.com".length).toLowerCase() !== "github.com";
}

/** Whether the URL says by itself that it means a repository and not one file in it. */
export function isPlainlyRepository(named: string): boolean {
  const [address, query] = cutAt(named, "?");
  const path = address.replace(/^[a-z]+:\/\//i, "");
  return refIn(query) !== "" || /\/\/|\.git(?:\/|$)|_git\//.test(path) || !/\.(?:ya?ml|json)$/i.test(path);
}

function cutAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

type Host = { readonly prefix: string; readonly rest: string; readonly isFile: boolean };

function hostOf(address: string): Host | undefined {
  const [, given = "", user = "", rest = ""] =
    /^((?:ssh|https?|file):\/\/)?([a-zA-Z][a-zA-Z0-9-]*@)?(.*)$/is.exec(address) ?? [];
  const scheme = given.toLowerCase();
  if (scheme === "file://") return { prefix: scheme, rest: user + rest, isFile: true };
  const isGithub = /^github\.com[/:]/i.test(rest);
  const isShort = scheme === "" && (user !== "" || isGithub);
  if (scheme === "" && !isShort) return undefined;
  const at = separatorIn(rest, isShort);
  const host = at === -1 ? rest : rest.slice(0, at + 1);
  if (host === "") return undefined;
  const path = at === -1 ? "" : rest.slice(at + 1);
  if (!isGithub) return { prefix: scheme + user + host, rest: path, isFile: false };
  const prefix = scheme === "ssh://" || user !== "" ? `${user}github.com:` : "https://github.com/";
  return { prefix, rest: path, isFile: false };
}

/** `git@host:path` has a colon where others have a slash. */
function separatorIn(text: string, isShort: boolean): number {
  const slash = text.indexOf("/");
  const colon = isShort ? text.indexOf(":") : -1;
  return colon !== -1 && (slash === -1 || (colon > 0 && colon < slash)) ? colon : slash;
}

type Split = { readonly repository: string; readonly folder: string };

/** At a mark that says where the repository ends, else after two segments as on GitHub. */
function splitPath(path: string, isFile: boolean): Split | undefined {
  const azure = path.indexOf("_git/");
  if (azure !== -1) {
    const [name = "", ...folders] = path.slice(azure + 5).split("/");
    return { repository: path.slice(0, azure + 5) + name, folder: folders.join("/") };
  }
  const slashes = path.indexOf("//");
  if (slashes !== -1) return { repository: path.slice(0, slashes), folder: path.slice(slashes + 2) };
  const suffix = path.indexOf(".git");
  if (suffix !== -1) return { repository: path.slice(0, suffix + 4), folder: path.slice(suffix + 4) };
  if (isFile) return { repository: path, folder: "" };
  const segments = path.split("/");
  if (segments.length < 2) return undefined;
  return { repository: segments.slice(0, 2).join("/"), folder: segments.slice(2).join("/") };
}

function leadsOut(folder: string): boolean {
  let depth = 0;
  for (const part of folder.split("/")) {
    if (part === "..") depth--;
    else if (part !== "" && part !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

function refIn(query: string): string {
  const values = new Map<string, string>();
  for (const pair of query.split("&")) {
    const [name, value] = cutAt(pair, "=");
    if (!values.has(name)) values.set(name, decoded(value));
  }
  return values.get("ref") || (values.get("version") ?? "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
