import type { SshAddress } from "./ssh-address.ts";

/** What a `known_hosts` file says of one host. Keys are in base64, as the file has them. */
export type HostKeys = {
  readonly trusted: ReadonlySet<string>;
  /** Stolen or retired: not taken, whatever else is said of them. */
  readonly revoked: ReadonlySet<string>;
  /** The kinds of the trusted keys, in the order of the file. */
  readonly kinds: readonly string[];
  /** The numbers of the lines that cannot be read. */
  readonly unreadable: readonly number[];
};

type Place = Pick<SshAddress, "host" | "port">;

/**
 * The keys that a host may show. A name without a port is for port 22, as Flux has it; OpenSSH would take it for others
 * too. Lines of certificate authorities are passed over. Upstream: golang.org/x/crypto ssh/knownhosts; sshd(8)
 */
export async function hostKeysFor(knownHosts: string, place: Place): Promise<HostKeys> {
  const trusted = new Set<string>();
  const revoked = new Set<string>();
  const kinds = new Set<string>();
  const unreadable: number[] = [];
  for (const [i, raw] of knownHosts.split("\n").entries()) {
    const text = raw.trim();
    if (text === "" || text.startsWith("#")) continue;
    const line = lineOf(text);
    if (!line) unreadable.push(i + 1);
    else if (line.marker !== "@cert-authority" && (await isNamed(place, line.hosts))) {
      if (line.marker === "@revoked") revoked.add(line.key);
      else {
        trusted.add(line.key);
        kinds.add(line.kind);
      }
    }
  }
  for (const key of revoked) trusted.delete(key);
  return { trusted, revoked, kinds: [...kinds], unreadable };
}

/** The name under which OpenSSH keeps a host. */
export function knownAs({ host, port }: Place): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

type Line = {
  readonly marker: string | undefined;
  readonly hosts: string;
  readonly kind: string;
  readonly key: string;
};

function lineOf(text: string): Line | undefined {
  const words = text.split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
  const [hosts, kind, key] = words;
  if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") return undefined;
  if (hosts === undefined || kind === undefined || key === undefined) return undefined;
  return kindIn(key) === kind ? { marker, hosts, kind, key } : undefined;
}

/** A key begins with its kind: the length in four bytes, then the name. */
function kindIn(key: string): string | undefined {
  try {
    const blob = atob(key);
    return blob.slice(4, 4 + blob.charCodeAt(3));
  } catch {
    return undefined;
  }
}

async function isNamed(place: Place, hosts: string): Promise<boolean> {
  if (hosts.startsWith("|")) return isHashOf(knownAs(place), hosts);
  let found = false;
  for (const pattern of hosts.toLowerCase().split(",")) {
    const isNegated = pattern.startsWith("!");
    if (!fits(place, isNegated ? pattern.slice(1) : pattern)) continue;
    if (isNegated) return false;
    found = true;
  }
  return found;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, so that the file does not tell which hosts somebody visits. */
async function isHashOf(name: string, hashed: string): Promise<boolean> {
  const [, version, salt, hash] = hashed.split("|");
  const [key, expected] = [bytesOf(salt), bytesOf(hash)];
  if (version !== "1" || !key || !expected || key.length === 0) return false;
  const hmac = { name: "HMAC", hash: "SHA-1" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["verify"]);
  return crypto.subtle.verify("HMAC", imported, expected, new TextEncoder().encode(name));
}

function fits({ host, port }: Place, pattern: string): boolean {
  const [, name, number] = /^\[(.*)\](?::(\d+))?$/.exec(pattern) ?? [];
  return Number(number ?? 22) === port && matches(host, name ?? pattern);
}

/** `*` stands for any row of characters, `?` for one. Without a regular expression: a hostile one could take for ever. */
function matches(name: string, pattern: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  let i = 0;
  while (i < name.length)
    if (pattern[at] === "*") [star, mark, at] = [at, i, at + 1];
    else if (pattern[at] === "?" || pattern[at] === name[i]) [at, i] = [at + 1, i + 1];
    else if (star !== -1) [at, mark, i] = [star + 1, mark + 1, mark + 1];
    else return false;
  return pattern.slice(at).replaceAll("*", "") === "";
}

function bytesOf(base64 = ""): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
