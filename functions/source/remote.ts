import type { Subscription } from "#shared/model/delivery.ts";
import { parseDuration } from "#shared/model/instant.ts";
import { Secret } from "#shared/model/secret.ts";
import type { GitRemote } from "./git-remote.ts";

/** Flux: GitRepository spec.timeout */
const patience = 60_000;

/** How to reach a subscription's repository with its own credential, already opened. */
export function remoteFor(
  { spec }: Subscription,
  credential: Secret | undefined,
  fetch: typeof globalThis.fetch,
): GitRemote {
  const url = typeof spec["url"] === "string" ? spec["url"] : "";
  const timeout = typeof spec["timeout"] === "string" ? parseDuration(spec["timeout"]) : undefined;
  const signal = AbortSignal.timeout(timeout ?? patience);
  const values: Record<string, string> = credential === undefined ? {} : JSON.parse(credential.reveal());
  const { username, password, bearerToken } = values;
  if (password !== undefined)
    return { url, fetch, signal, auth: { username: username ?? "git", password: new Secret(password) } };
  // Hosts that hand out bearer tokens take them as a password as well, under any name.
  if (bearerToken !== undefined)
    return { url, fetch, signal, auth: { username: "git", password: new Secret(bearerToken) } };
  return { url, fetch, signal };
}
