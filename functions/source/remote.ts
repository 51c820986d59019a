import type { Subscription } from "#shared/model/delivery.ts";
import { parseDuration } from "#shared/model/instant.ts";
import { Secret } from "#shared/model/secret.ts";
import { plainAccess, type Access } from "./credential.ts";
import type { GitRemote } from "./git-remote.ts";
import { valuesOf } from "./secret-values.ts";

/** Flux: GitRepository spec.timeout */
const patience = 60_000;

/** How to reach a subscription's repository with its own credential: what came of it, or the Secret already opened. */
export function remoteFor(
  { spec }: Pick<Subscription, "spec">,
  credential: Access | Secret | undefined,
  fetch: typeof globalThis.fetch,
): GitRemote {
  const url = typeof spec["url"] === "string" ? spec["url"] : "";
  const timeout = typeof spec["timeout"] === "string" ? parseDuration(spec["timeout"]) : undefined;
  const signal = AbortSignal.timeout(timeout ?? patience);
  const access = credential instanceof Secret ? plain(spec, credential) : credential;
  return {
    url,
    fetch,
    signal,
    ...(access && { tls: access.tls }),
    ...(access?.auth && { auth: access.auth }),
  };
}

function plain(spec: Subscription["spec"], credential: Secret): Access | undefined {
  const access = plainAccess(spec, valuesOf(credential));
  return access.ok ? access.value : undefined;
}
