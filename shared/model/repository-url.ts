/**
 * One name for one repository, however its URL is spelled: host in lower case, no scheme, credentials,
 * `.git` or trailing slash; the path in lower case too, as GitHub and most hosts take it. For naming, not fetching. Undefined when the text is no http(s) or ssh URL.
 */
export function canonicalRepository(url: string): string | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)([^\s]+)$/.exec(url);
  if (scp) return `${(scp[1] ?? "").toLowerCase()}/${tidy(scp[2] ?? "")}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(url);
  // Only for the schemes of the web does URL itself lower the host.
  if (protocol === "ssh:") return `${hostname.toLowerCase()}/${tidy(pathname)}`;
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return `${host}/${tidy(pathname)}`;
}

function tidy(path: string): string {
  return (
    path
      .replace(/^\/+/, "")
      // Without the look back, each slash of a long row would be tried as the first of the last.
      .replace(/(?<!\/)\/+$/, "")
      .replace(/\.git$/i, "")
      .toLowerCase()
  );
}
