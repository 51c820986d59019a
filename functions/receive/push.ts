import * as z from "zod";
import { canonicalRepository } from "#shared/model/repository-url.ts";

/** A push as a Git host tells of it: which repository, which ref, from where to where. */
export type Push = {
  readonly repository: string; // canonical
  readonly ref: string;
  readonly after: string;
};

const Payload = z.object({
  ref: z.string().max(1_000),
  after: z.string().regex(/^[0-9a-f]{40,64}$/),
  repository: z.object({ clone_url: z.string().max(2_000) }),
});

const deepest = 100;

/** The push in a GitHub delivery's body, or what is wrong with the body. */
export function pushIn(body: string): Push | { readonly wrong: string } {
  if (depthOf(body) > deepest) return { wrong: `the body is nested more than ${deepest} levels deep` };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { wrong: "the body is not JSON" };
  }
  const payload = Payload.safeParse(json);
  if (!payload.success) {
    const [issue] = payload.error.issues;
    return {
      wrong: `the body is no push: ${issue?.path.join(".") || "it"} ${issue?.message ?? "is not as expected"}`,
    };
  }
  const repository = canonicalRepository(payload.data.repository.clone_url);
  if (repository === undefined) return { wrong: "repository.clone_url is no repository's URL" };
  return { repository, ref: payload.data.ref, after: payload.data.after };
}

/** How deep brackets nest outside of strings; counted before parsing, which would pay for the depth. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}

const quote = 0x22;
const backslash = 0x5c;

// A loop and no regular expression: one string may be megabytes long, and the matcher's stack is not.
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at++;
  }
  return text.length;
}
