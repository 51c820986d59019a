import { Credentials } from "#functions/source/credential/credential.ts";
import { discover, fetchObjects, listRefs } from "#functions/source/git/git-client.ts";
import { remoteFor } from "#functions/source/remote.ts";
import { sentence, type Failure } from "#shared/model/failure.ts";
import { Secret } from "#shared/model/secret.ts";

// The launcher binds objects of these classes; nothing here uses them.
/* oxlint-disable typescript/no-extraneous-class -- workerd asks for classes, not for what is in them */
export class Repository {}
export class Cluster {}
export class Registry {}
/* oxlint-enable typescript/no-extraneous-class */

type Question = {
  readonly url: string;
  readonly timeout?: string;
  readonly secret: Readonly<Record<string, string>>;
};

/** A worker that fetches main's newest commit with all that is in it, and says how many objects came or why none did. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === "/healthz") return new Response("ok");
    const { url, secret, timeout = "10s" } = (await request.json()) as Question;
    const spec = { url, timeout, secretRef: { name: "git" } };
    const credentials = new Credentials({ fetch, now: () => Date.now() });
    const access = await credentials.of({ spec, secret: new Secret(JSON.stringify(secret)), group: "" });
    if (!access.ok) return sorry(access.failures);
    const remote = remoteFor({ spec }, access.value, fetch);
    const capabilities = await discover(remote);
    if (!capabilities.ok) return sorry(capabilities.failures);
    const refs = await listRefs(remote, capabilities.value, ["refs/heads/main"]);
    if (!refs.ok) return sorry(refs.failures);
    const wants = refs.value.map(({ oid }) => oid);
    const sink = { put: () => undefined, get: () => undefined, tooLarge: () => undefined };
    const want = { wants, haves: [], shallow: [], depth: 1, sink } as const;
    const fetched = await fetchObjects(remote, capabilities.value, want);
    return fetched.ok ? new Response(`${fetched.value.objects} objects`) : sorry(fetched.failures);
  },
};

function sorry(failures: readonly Failure[]): Response {
  return new Response(failures.map((failure) => `${failure.code} ${sentence(failure)}`).join("\n"));
}

// oxlint-disable-next-line import/no-default-export -- the platform asks for it
export default worker;
