import type { RemoteAnswer } from "#shared/kustomize/remote-request.ts";
import { addressRefused, redirectedTo } from "./remote-address.ts";
import { commitACopy, refused, type Refused } from "./remote-refusal.ts";
import { wordsOf } from "#functions/source/git/smart-http.ts";

export type Fetching = { readonly fetch: typeof fetch; readonly signal: AbortSignal };

const mebibyte = 1 << 20;
const mostBytes = 25 * mebibyte;
const mostRedirects = 5;
const checkTheUrl = "Correct the URL, or commit a copy to this repository";

type Fetched = Extract<RemoteAnswer, { readonly type: "file" }> | Refused;

/** A file elsewhere, asked for without any credential. */
export async function fetchFile(url: string, fetching: Fetching): Promise<Fetched> {
  try {
    const response = await follow(url, fetching);
    return response instanceof Response ? await read(response) : response;
  } catch (error) {
    return refused(
      `it cannot be reached: ${wordsOf(error)}`,
      "It is asked again at the source's interval; look at the host if it stays",
    );
  }
}

async function follow(url: string, { fetch, signal }: Fetching): Promise<Response | Refused> {
  let at = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const trouble = addressRefused(at);
    if (trouble) return trouble;
    const headers = { accept: "*/*", "user-agent": "plumbline" };
    const response = await fetch(at, { headers, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = redirectedTo(at, location);
    if (typeof next !== "string") return next;
    at = next;
  }
  return refused(`it redirects more than ${mostRedirects} times`, "Name its present URL");
}

async function read(response: Response): Promise<Fetched> {
  if (!response.ok) {
    await response.body?.cancel();
    const isClosed = response.status === 401 || response.status === 403;
    return refused(`the host answers HTTP ${response.status}`, isClosed ? commitACopy : checkTheUrl);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Left early, the loop cancels the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes)
      return refused(
        `it is larger than ${mostBytes / mebibyte} MiB`,
        "Commit to this repository what is needed of it",
      );
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { type: "file", bytes };
}
