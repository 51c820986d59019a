import { readFile } from "node:fs/promises";
import { remembering, type Access } from "./access.ts";

export type PodFiles = {
  /** Where the kubelet mounts the ServiceAccount: `token` and `ca.crt`. */
  readonly folder: string;
  readonly host: string;
  readonly port: string;
};

/** The kubelet renews the token long before it expires, in the same file. */
const freshFor = 60_000;

/**
 * The ServiceAccount of the Pod that we run in. Two files and two variables: a client library that also knows
 * every cloud's way of logging in costs 35 MB of resident memory, a third of what this process may have.
 */
export function podAccess({ folder, host, port }: PodFiles): Access {
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    server: new URL(`https://${name}:${port}`),
    credentials: remembering(async () => {
      const [token, ca] = await Promise.all([
        readFile(`${folder}/token`, "utf8"),
        readFile(`${folder}/ca.crt`),
      ]);
      return { tls: { ca }, headers: { authorization: `Bearer ${token.trim()}` } };
    }, freshFor),
  };
}
