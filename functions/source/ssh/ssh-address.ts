/** Where `ssh://user@host:port/path` leads. */
export type SshAddress = {
  readonly user: string;
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** As the host is asked for it. */
  readonly path: string;
};

/** Undefined for every other URL, and for one whose path no host could be asked for. */
export function sshAddressOf(url: string): SshAddress | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, hostname, port, pathname } = new URL(url);
  const [user, path] = [decoded(username), decoded(pathname)];
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (protocol !== "ssh:" || host === "" || user === undefined || path === undefined) return undefined;
  // oxlint-disable-next-line no-control-regex -- a line break would be a second command to some shells
  if (/[\x00-\x1f\x7f]/.test(user + path) || path.replaceAll("/", "") === "") return undefined;
  return {
    user: user === "" ? "git" : user,
    host,
    port: port === "" ? 22 : Number(port),
    // As git has it: `/~user/path` begins at somebody's home.
    path: path.startsWith("/~") ? path.slice(1) : path,
  };
}

/** `ssh://user@host/path` of `user@host:path`, which is short for it; undefined for every other text. */
export function sshFormOf(short: string): string | undefined {
  const [, place, path] = /^([^@/:\s]+@[^@/:\s]+):(?!\/\/)\/?(\S+)$/.exec(short) ?? [];
  return place === undefined || path === undefined ? undefined : `ssh://${place}/${path}`;
}

/** The command that git runs at the host, quoted for the shell that may read it. Upstream: git, quote.c, sq_quote_buf */
export function uploadPackOf({ path }: SshAddress): string {
  return `git-upload-pack '${path.replaceAll(/['!]/g, String.raw`'\$&'`)}'`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
