import { done, failed, type Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { Secret } from "#shared/model/secret.ts";
import type { SshAccess } from "#functions/source/ssh/ssh-access.ts";

/** What a host is shown: a name and a password, or a token alone. */
export type GitAuth =
  | { readonly username: string | Secret; readonly password: Secret }
  | { readonly bearer: Secret };

/** A repository on a host that speaks git's smart HTTP, or SSH, and all that is needed to talk to it. */
export type GitRemote = {
  readonly url: string;
  readonly auth?: GitAuth;
  /** Of a URL that is ssh://. */
  readonly ssh?: SshAccess;
  /** The Secret's keys that ask for TLS of their own. They cannot be followed; a failure may come of that, and names them. */
  readonly tls?: readonly string[];
  /** The platform's, or one that adds a certificate authority. */
  readonly fetch: typeof fetch;
  /** Ends all that is asked for together. */
  readonly signal?: AbortSignal;
  /** Ends each single request that takes longer, in milliseconds. */
  readonly timeout?: number;
  /** Told when the host refuses because it was asked too often, and when it wants to be asked again. */
  readonly onLimit?: (until: Instant) => void;
};

/** The URL as messages show it: without userinfo, query and fragment, where tokens like to hide. */
export function shownUrl(url: string): string {
  // What is no web address may hold a password anywhere before its last @: `git:password@host:path` even parses.
  if (!isWebAddress(url)) return url.replace(/^([a-z+]+:\/\/)?.*@/is, "$1").replace(/[?#].*$/s, "");
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  shown.search = "";
  shown.hash = "";
  // Without the look back, each slash of a long row would be tried as the first of the last.
  return shown.toString().replace(/(?<!\/)\/+$/, "");
}

/** Where requests go: git puts its own path behind it. A URL with userinfo `fetch` would refuse, and quote. */
export function baseUrl(remote: GitRemote): Result<string> {
  if (isWebAddress(remote.url)) return done(shownUrl(remote.url));
  return failed({
    code: "source/url-invalid",
    subject: shownUrl(remote.url),
    message: "is not a URL that the edge can fetch from",
    remedy: "Write the https:// URL of the repository",
  });
}

/** The Authorization header, from `auth` or else from the URL's userinfo, as git reads it. */
export function authorizationOf({ url, auth }: GitRemote): string | undefined {
  if (auth && "bearer" in auth) return `Bearer ${auth.bearer.reveal()}`;
  if (auth) {
    const username = typeof auth.username === "string" ? auth.username : auth.username.reveal();
    return basic(username, auth.password.reveal());
  }
  const { username, password } = new URL(url);
  return username === "" && password === ""
    ? undefined
    : basic(percentDecoded(username), percentDecoded(password));
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % stands for itself
  }
}
