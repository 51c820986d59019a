import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn } from "#shared/kube/status.ts";
import { isJsonObject } from "#shared/model/json.ts";
import type { Credential } from "#shared/wire/mirror.ts";

/** What the edge needs a Secret for: to get into a Git host, to know authors, to check a caller, to send a message. */
export type Purpose = "git" | "authors" | "hook" | "notify";

/** A Secret that mirrored resources refer to, and for what. */
export type SecretUse = {
  readonly namespace: string;
  readonly name: string;
  readonly purposes: ReadonlySet<Purpose>;
};

const gitKeys: ReadonlySet<string> = new Set([
  "username",
  "password",
  "bearerToken",
  "identity",
  "identity.pub",
  "known_hosts",
  "ca.crt",
  "caFile",
  "tls.crt",
  "certFile",
  "githubAppID",
  "githubAppInstallationID",
  "githubAppInstallationOwner",
  "githubAppPrivateKey",
  "githubAppBaseURL",
]);
/** The edge cannot show a certificate of its own. That it is asked to it has to know; the key to it, nobody there. */
const namesOnly: ReadonlySet<string> = new Set(["tls.key", "keyFile"]);
const notifyKeys: ReadonlySet<string> = new Set(["address", "token", "username", "password"]);

/** Which entries leave the cluster. Whatever else a Secret holds (keys that open others, say) stays. */
const leaves: Readonly<Record<Purpose, (key: string) => boolean>> = {
  git: (key) => gitKeys.has(key) || namesOnly.has(key),
  authors: (key) => /\.(asc|sshpub|pub)$/.test(key),
  hook: (key) => key === "token",
  notify: (key) => notifyKeys.has(key),
};

/** Reads of a Secret what its purposes need; undefined when there is none. */
export async function readCredential(
  kube: Kube,
  { namespace, name, purposes }: SecretUse,
): Promise<Credential | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  const answer = await kube({ method: "GET", path });
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw new Error(`Secret ${namespace}/${name}: ${refusalIn(answer)}`);
  const stored = at(answer.body, "data");
  const data: Record<string, string> = {};
  if (isJsonObject(stored))
    for (const [key, value] of Object.entries(stored))
      if (typeof value === "string" && [...purposes].some((purpose) => leaves[purpose](key)))
        data[key] = namesOnly.has(key) ? "" : Buffer.from(value, "base64").toString("utf8");
  return { namespace, name, data };
}
