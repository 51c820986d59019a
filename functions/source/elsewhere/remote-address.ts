import { refused, type Refused } from "./remote-refusal.ts";

/**
 * Why nothing is fetched from this address; undefined when it may be. What is applied to a cluster comes over https.
 * Plain http is taken on loopback alone, where nobody is on the way: a Git host on the same machine, as in our tests.
 */
export function addressRefused(url: string): Refused | undefined {
  const web = webFormOf(url);
  if (web !== undefined)
    return refused(
      "it is fetched over SSH, for which the edge has no key",
      `Name it by its https form: ${web}`,
    );
  if (!URL.canParse(url)) return refused("this is no URL", "Correct it");
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname)))
    return refused(`${protocol}// is not fetched from`, "Name it by an https:// URL, or commit a copy");
  if (username !== "" || password !== "")
    return refused(
      "the URL holds a user or password, and what is remote is fetched without any",
      "Take it out, and revoke it: a commit has published it",
    );
  return undefined;
}

/** Where a redirect leads, or why it is not followed. One that began elsewhere never reaches this machine's own http. */
export function redirectedTo(from: string, location: string): string | Refused {
  if (!URL.canParse(location, from)) return refused("it redirects to nowhere", "Name its present URL");
  const next = new URL(location, from);
  const leavesOpen = next.protocol === "http:" && !isLoopback(new URL(from).hostname);
  const trouble = leavesOpen ? "http:// is not fetched from" : addressRefused(next.href)?.message;
  if (trouble === undefined) return next.href;
  return refused(`it redirects to ${next.origin}, and ${trouble}`, "Name a URL that stays on https");
}

/** Whether a URL leads to the machine that asks. */
export function leadsHome(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}

/** `https://host/path` of `user@host:path` and `ssh://user@host/path`. */
function webFormOf(url: string): string | undefined {
  const [, host, path] =
    /^ssh:\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.*)$/is.exec(url) ??
    /^[^@/\s:]+@([^:/]+)[:/](.*)$/s.exec(url) ??
    [];
  return host === undefined || path === undefined ? undefined : `https://${host}/${path}`;
}
