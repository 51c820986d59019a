import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn } from "#shared/kube/status.ts";
import { isJsonObject } from "#shared/model/json.ts";
import type { Credential } from "#shared/wire/mirror.ts";

/** What the edge has a use for. Whatever else a Secret holds (keys that open others, say) stays in the cluster. */
const used: ReadonlySet<string> = new Set(["username", "password", "bearerToken", "address", "token"]);

/** Reads a Secret that a mirrored resource refers to; undefined when there is none. */
export async function readCredential(
  kube: Kube,
  { namespace, name }: { namespace: string; name: string },
): Promise<Credential | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  const answer = await kube({ method: "GET", path });
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw new Error(`Secret ${namespace}/${name}: ${refusalIn(answer)}`);
  const stored = at(answer.body, "data");
  const data: Record<string, string> = {};
  if (isJsonObject(stored))
    for (const [key, value] of Object.entries(stored))
      if (typeof value === "string" && used.has(key))
        data[key] = Buffer.from(value, "base64").toString("utf8");
  return { namespace, name, data };
}
