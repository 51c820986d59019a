import type { Instant } from "#shared/model/instant.ts";

type Refused = { readonly status: number; readonly headers: Headers };

/** No host is believed that wants to be left alone for longer. */
const longestPause = 24 * 3_600_000;

/**
 * When a host that has had enough of us wants to be asked again; undefined when it is not that, or does not say.
 * GitHub counts out its limit with a 403: what tells it from a refused credential is what the headers say.
 */
export function comeAgainAt({ status, headers }: Refused, now: Instant): Instant | undefined {
  if (!(status === 403 || status === 429 || status === 503)) return undefined;
  const at = retryAfter(headers, now) ?? limitEnds({ status, headers }, now);
  return at === undefined ? undefined : Math.min(Math.max(at, now), now + longestPause);
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function retryAfter(headers: Headers, now: Instant): Instant | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  if (/^\d{1,10}$/.test(value)) return now + Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date;
}

/** GitHub and Gitea say `x-ratelimit-…`, GitLab without the x; the end is seconds since 1970, or from now where that is a small number. */
function limitEnds({ status, headers }: Refused, now: Instant): Instant | undefined {
  const header = (name: string): string | null =>
    headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`);
  if (status !== 429 && header("remaining") !== "0") return undefined;
  const reset = header("reset") ?? "";
  if (!/^\d{1,12}$/.test(reset)) return undefined;
  return Number(reset) < 1_000_000_000 ? now + Number(reset) * 1_000 : Number(reset) * 1_000;
}
