import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import { comeAgainAt } from "./come-again.ts";
import { authorizationOf, shownUrl, type GitRemote } from "./git-remote.ts";
import { quotable } from "./side-band.ts";
import { tlsTrouble } from "./tls-trouble.ts";

/** One request of git's smart HTTP. https://git-scm.com/docs/http-protocol */
export type Ask = {
  /** The repository's URL, without userinfo. */
  readonly base: string;
  /** What git puts behind it. */
  readonly path: "/info/refs?service=git-upload-pack" | "/git-upload-pack";
  readonly body?: Uint8Array<ArrayBuffer>;
  /** The content type that only a git server sends. */
  readonly expects: string;
};

export type Answer = {
  /** Where the repository answered, after redirects. */
  readonly base: string;
  readonly body: ReadableStream<Uint8Array>;
  /** Whether the advertisement comes first, as it does over SSH. */
  readonly greets?: true;
};

const mostRedirects = 3;

/** Sends it, follows redirects inside the host, and tells every other answer than git's apart. */
export async function ask(remote: GitRemote, { base, path, body, expects }: Ask): Promise<Result<Answer>> {
  let at = base;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const sent = await send(remote, { base: at, path, expects, ...(body && { body }) });
    if (!sent.ok) return sent;
    const response = sent.value;
    if (!isRedirect(response)) return judge(remote, response, { base: at, expects });
    await drop(response);
    const next = redirectedBase(at + path, { location: response.headers.get("location") ?? "", path });
    if (!next.ok) return next;
    at = next.value;
  }
  return failed(redirected(base, `redirects more than ${mostRedirects} times`));
}

/** Worth another try, later and unchanged: the only code of this room of which that is true. */
export function hostFailed(subject: string, message: string): Failure {
  return {
    code: "source/host-failed",
    subject: shownUrl(subject),
    message,
    remedy: "It will be tried again; look at the host's status if it stays",
  };
}

/** What a broken connection says, without what its URL may hold. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return "for a reason that it does not give";
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return quotable(error.message + cause);
}

async function send(remote: GitRemote, { base, path, body, expects }: Ask): Promise<Result<Response>> {
  // Called as a method, workerd's fetch would throw "Illegal invocation".
  const { fetch } = remote;
  const signal = signalFor(remote);
  const headers = new Headers({
    accept: expects,
    "git-protocol": "version=2",
    "user-agent": "git/plumbline",
  });
  const authorization = authorizationOf(remote);
  if (authorization !== undefined) headers.set("authorization", authorization);
  if (body) headers.set("content-type", "application/x-git-upload-pack-request");
  try {
    const response = await fetch(base + path, {
      method: body ? "POST" : "GET",
      headers,
      redirect: "manual",
      ...(body && { body }),
      ...(signal && { signal }),
    });
    return done(response);
  } catch (error) {
    const words = wordsOf(error);
    return failed({ ...hostFailed(base, `cannot be reached: ${words}`), ...tlsTrouble(remote, words) });
  }
}

/** What ends one request: its own time, or all that is asked for together. */
export function signalFor({ signal, timeout }: GitRemote): AbortSignal | undefined {
  if (timeout === undefined) return signal;
  const own = AbortSignal.timeout(timeout);
  return signal ? AbortSignal.any([signal, own]) : own;
}

async function judge(
  { onLimit }: GitRemote,
  response: Response,
  { base, expects }: Pick<Ask, "base" | "expects">,
): Promise<Result<Answer>> {
  const type = (response.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (response.ok && type === expects && response.body) return done({ base, body: response.body });
  const words = type === "text/plain" && !response.ok ? await firstWords(response) : "";
  await drop(response);
  if (response.ok) return failed(notGit(base, type));
  const until = comeAgainAt(response, Date.now());
  if (until === undefined) return failed(refusal(base, { status: response.status, words }));
  onLimit?.(until);
  return failed(askedTooOften(base, { status: response.status, until }));
}

/** Of the same code as a host that is down: it is worth another try, later. */
function askedTooOften(
  base: string,
  { status, until }: { readonly status: number; readonly until: Instant },
): Failure {
  return {
    ...hostFailed(base, `the host wants to be left alone until ${kubeTime(until)} (HTTP ${status})`),
    remedy:
      "It will be asked again then. A longer spec.interval asks less often; a token of its own is often allowed more",
  };
}

function refusal(
  base: string,
  { status, words }: { readonly status: number; readonly words: string },
): Failure {
  const said = `(HTTP ${status})${words === "" ? "" : `, saying "${words}"`}`;
  const subject = shownUrl(base);
  if (status === 401 || status === 403)
    return {
      code: "source/auth-refused",
      subject,
      message: `the host refuses the credentials ${said}`,
      remedy:
        "Check the secret that the source refers to: the token may have expired, or may not read this repository",
    };
  if (status === 404 || status === 410)
    return {
      code: "source/not-found",
      subject,
      message: `the host has no such repository ${said}`,
      remedy:
        "Check spec.url. A host may also answer so to hide a private repository from a token that may not read it",
    };
  if (status >= 500 || status === 429 || status === 408) return hostFailed(base, `the host fails ${said}`);
  return {
    code: "source/answer-unexpected",
    subject,
    message: `the host answers in a way that git does not define ${said}`,
    remedy: "Check that spec.url is the URL that `git clone` takes",
  };
}

function notGit(base: string, type: string): Failure {
  return {
    code: "source/not-git",
    subject: shownUrl(base),
    message: `answers with ${type === "" ? "no content type" : quotable(type)}, which is not git's smart HTTP`,
    remedy:
      "Check that spec.url is the URL that `git clone` takes, and that no sign-in page stands before it",
  };
}

function redirected(from: string, message: string): Failure {
  return {
    code: "source/redirected",
    subject: shownUrl(from),
    message,
    remedy: "Write the repository's present URL into spec.url",
  };
}

function isRedirect({ status }: Response): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The new base, when it is the same host: credentials go nowhere that the user did not write. */
function redirectedBase(
  from: string,
  { location, path }: { location: string; path: string },
): Result<string> {
  const [suffix = path] = path.split("?", 1);
  const base = from.slice(0, -path.length);
  if (!URL.canParse(location, from)) return failed(redirected(base, "redirects to nowhere"));
  const here = new URL(from);
  const next = new URL(location, from);
  const sameHost = next.host === here.host && (next.protocol === here.protocol || next.protocol === "https:");
  if (!sameHost) return failed(redirected(base, `redirects to another host, ${shownUrl(next.origin)}`));
  if (!next.pathname.endsWith(suffix))
    return failed(redirected(base, `redirects to ${shownUrl(next.href)}, where no repository is`));
  return done(shownUrl(next.origin + next.pathname.slice(0, -suffix.length)));
}

/** A refusal's own words are often the remedy ("token expired"). Bounded, and never worth a failure of their own. */
async function firstWords(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  try {
    const chunk = await reader?.read();
    return chunk?.value ? quotable(new TextDecoder().decode(chunk.value.subarray(0, 1_024))) : "";
  } catch {
    return "";
  } finally {
    reader?.releaseLock();
  }
}

async function drop(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // It is not read any further either way.
  }
}
