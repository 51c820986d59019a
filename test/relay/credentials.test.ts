import { describe, expect, it } from "vitest";
import { readCredential } from "#infra/relay/mirror/credentials.ts";
import { receiversIn, secretsOf, secretUses } from "#infra/relay/mirror/secret-uses.ts";
import type { Kube } from "#shared/kube/request.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { MirroredKind, Resource } from "#shared/wire/mirror.ts";

const resource = (kind: MirroredKind, spec: JsonObject, name = "app"): Resource => ({
  kind,
  namespace: "team",
  name,
  uid: `${kind}-${name}`,
  generation: 1,
  labels: {},
  spec: { ...spec },
});
const secretRef = { name: "all-in-one" };

/** A Secret with everything that a Secret may have, and what nobody has asked for. */
const entries = `
  username password bearerToken identity identity.pub known_hosts ca.crt caFile tls.crt tls.key certFile keyFile
  githubAppID githubAppInstallationID githubAppInstallationOwner githubAppPrivateKey githubAppBaseURL
  token address alice.asc bob.sshpub carol.pub
  age.agekey kubeconfig identity.asc.bak headers authors`
  .trim()
  .split(/\s+/);
const kube: Kube = async ({ path }) => {
  if (!path.endsWith("/namespaces/team/secrets/all-in-one"))
    return { status: 404, body: null, serverTime: undefined };
  const data = Object.fromEntries(entries.map((key) => [key, btoa(`value of ${key}`)]));
  return { status: 200, body: { data }, serverTime: undefined };
};

async function leaving(...resources: readonly Resource[]): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const use of secretUses(resources).values())
    keys.push(...Object.keys((await readCredential(kube, use))?.data ?? {}));
  return keys.sort();
}

describe("of a Secret that holds everything, what leaves the cluster", () => {
  it("is the way into the Git host, for a GitRepository", async () => {
    expect(await leaving(resource("GitRepository", { secretRef }))).toEqual([
      "bearerToken",
      "ca.crt",
      "caFile",
      "certFile",
      "githubAppBaseURL",
      "githubAppID",
      "githubAppInstallationID",
      "githubAppInstallationOwner",
      "githubAppPrivateKey",
      "identity",
      "identity.pub",
      "keyFile",
      "known_hosts",
      "password",
      "tls.crt",
      "tls.key",
      "username",
    ]);
  });

  it("is of a client certificate's key the name alone: the edge has no use for it, and says so", async () => {
    const [use] = secretsOf(resource("GitRepository", { secretRef }));
    const read = use && (await readCredential(kube, use));
    expect(read?.data).toMatchObject({ "tls.crt": "value of tls.crt", "tls.key": "", keyFile: "" });
  });

  it("is the authors' public keys, for a GitRepository that verifies", async () => {
    const verifying = resource("GitRepository", { verify: { mode: "HEAD", secretRef } });
    expect(await leaving(verifying)).toEqual(["alice.asc", "bob.sshpub", "carol.pub", "identity.pub"]);
  });

  it("is the token alone, for a Receiver", async () => {
    expect(await leaving(resource("Receiver", { type: "github", secretRef }))).toEqual(["token"]);
  });

  it("is the service's address and what gets in there, for a Provider", async () => {
    expect(await leaving(resource("Provider", { type: "slack", secretRef }))).toEqual([
      "address",
      "password",
      "token",
      "username",
    ]);
  });

  it("is nothing, for a Kustomization and for an Alert", async () => {
    const decrypting = resource("Kustomization", { decryption: { provider: "sops", secretRef }, secretRef });
    expect(await leaving(decrypting, resource("Alert", { secretRef }))).toEqual([]);
  });

  it("is what each needs, where several name it", async () => {
    const hook = resource("Receiver", { type: "github", secretRef });
    const verifying = resource("GitRepository", { verify: { secretRef } });
    expect(await leaving(hook, verifying)).toEqual([
      "alice.asc",
      "bob.sshpub",
      "carol.pub",
      "identity.pub",
      "token",
    ]);
  });
});

describe("a GitRepository", () => {
  it("refers to two Secrets, when it verifies with another than it gets in with", () => {
    const source = resource("GitRepository", {
      secretRef: { name: "git" },
      verify: { secretRef: { name: "authors" } },
    });
    expect(secretsOf(source).map(({ name }) => name)).toEqual(["git", "authors"]);
  });
});

describe("a Receiver that was shown", () => {
  it("comes with its own Secret, and without one when there is none", () => {
    const credential = { namespace: "team", name: "all-in-one", data: { token: "t" } };
    const known = resource("Receiver", { secretRef }, "known");
    const lost = resource("Receiver", { secretRef: { name: "nowhere" } }, "lost");
    const going: Resource = { ...known, deleting: true };
    const others = resource("GitRepository", { secretRef });
    expect(receiversIn([known, lost, going, others], [credential])).toEqual([
      { receiver: known, credential },
      { receiver: lost, credential: undefined },
    ]);
  });
});
