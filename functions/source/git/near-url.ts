/** The URL at which a submodule is reached with its source's own credential; undefined when it lies elsewhere. */
export function nearUrl(url: string, own: URL | undefined): string | undefined {
  if (!own || !URL.canParse(url)) return undefined;
  const { host, protocol, username } = new URL(url);
  if (host !== own.host || protocol !== own.protocol) return undefined;
  if (protocol !== "ssh:" || username !== "" || own.username === "") return url;
  // What leads from the source's own URL has lost the user on the way, and with SSH each user has keys of its own.
  const there = new URL(url);
  there.username = own.username;
  return there.href;
}
