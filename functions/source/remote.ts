import type { Subscription } from "#shared/model/delivery.ts";
import { parseDuration } from "#shared/model/instant.ts";
import type { Access } from "./credential/credential.ts";
import type { GitRemote } from "./git/git-remote.ts";

/** Flux: GitRepository spec.timeout */
const patience = 60_000;
/** Whoever else follows the repository waits meanwhile. */
const longest = 10 * 60_000;

/** How to reach a source's repository. `spec.timeout` is for each request: one look may take many, for many builds. */
export function remoteFor(
  { spec }: Pick<Subscription, "spec">,
  access: Access | undefined,
  fetch: typeof globalThis.fetch,
): GitRemote {
  const url = typeof spec["url"] === "string" ? spec["url"] : "";
  const timeout = typeof spec["timeout"] === "string" ? parseDuration(spec["timeout"]) : undefined;
  return {
    url,
    fetch,
    timeout: Math.min(timeout ?? patience, longest),
    ...(access && { tls: access.tls }),
    ...(access?.auth && { auth: access.auth }),
    ...(access?.ssh && { ssh: access.ssh }),
  };
}
