import { Credentials } from "#functions/source/credential/credential.ts";
import { discover } from "#functions/source/git/git-client.ts";
import { remoteFor } from "#functions/source/remote.ts";
import { sentence } from "#shared/model/failure.ts";
import { Secret } from "#shared/model/secret.ts";

// The launcher binds objects of these classes; nothing here uses them.
/* oxlint-disable typescript/no-extraneous-class -- workerd asks for classes, not for what is in them */
export class Repository {}
export class Cluster {}
export class Registry {}
/* oxlint-enable typescript/no-extraneous-class */

const platformFetch: typeof fetch = (input, init) => fetch(input, init);

/** A worker that asks the Git host that it is told of, and says what came of it. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/healthz") return new Response("ok");
    const stored = searchParams.get("secret");
    const spec = {
      url: searchParams.get("url") ?? "",
      ...(stored !== null && { secretRef: { name: "git" } }),
    };
    const credentials = new Credentials({ fetch: platformFetch, now: () => Date.now() });
    const secret = stored === null ? undefined : new Secret(stored);
    const access = await credentials.of({ spec, secret, group: "" });
    if (!access.ok) return new Response(access.failures.map(sentence).join("\n"));
    const found = await discover(remoteFor({ spec }, access.value, platformFetch));
    return new Response(found.ok ? "found" : found.failures.map(sentence).join("\n"));
  },
};
// oxlint-disable-next-line import/no-default-export -- the platform asks for it
export default worker;
