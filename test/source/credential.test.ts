import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Credentials, type Access } from "#functions/source/credential/credential.ts";
import { authorizationOf } from "#functions/source/git/git-remote.ts";
import { remoteFor } from "#functions/source/remote.ts";
import type { Failure, Result } from "#shared/model/failure.ts";
import type { Json } from "#shared/model/json.ts";
import { Secret } from "#shared/model/secret.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { GithubApiFake } from "./github-api.ts";

const url = "https://git.example.org/shop/deploy";
const secretRef = { name: "git" };
let api: GithubApiFake;
let base: string;
let credentials: Credentials;

beforeEach(async () => {
  api = new GithubApiFake();
  base = await api.start();
  credentials = new Credentials({ fetch, now: () => api.now });
});
afterEach(() => api[Symbol.asyncDispose]());

type Spec = { readonly [key: string]: Json };

function accessOf(spec: Spec, values?: Record<string, string>, group = "g"): Promise<Result<Access>> {
  const secret = values && new Secret(JSON.stringify(values));
  return credentials.of({ spec: { url, ...(values && { secretRef }), ...spec }, secret, group });
}

async function headerOf(spec: Spec, values?: Record<string, string>): Promise<string | undefined> {
  const access = valueOf(await accessOf(spec, values));
  return authorizationOf(remoteFor({ spec: { url, ...spec } }, access, fetch));
}

async function refusalOf(spec: Spec, values?: Record<string, string>): Promise<Failure> {
  return failureOf(await accessOf(spec, values));
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

describe("a source's Secret", () => {
  it("with a name and a password is sent as those, an empty password included", async () => {
    expect(await headerOf({}, { username: "ann", password: "pässword" })).toBe(basic("ann:pässword"));
    expect(await headerOf({}, { username: "token" })).toBe(basic("token:"));
  });

  it("with a bearer token is sent as that, before any password", async () => {
    const values = { bearerToken: "t0ken", username: "ann", password: "p" };
    expect(await headerOf({}, values)).toBe("Bearer t0ken");
  });

  it("leaves to the URL what it does not say, as Flux does", async () => {
    const named = { url: "https://ann:s%40fe@git.example.org/shop/deploy" };
    expect(await headerOf(named)).toBe(basic("ann:s@fe"));
    expect(await headerOf(named, { username: "bob" })).toBe(basic("bob:s@fe"));
    expect(await headerOf(named, { bearerToken: "t" })).toBe(basic("ann:s@fe"));
  });

  it("is not needed", async () => {
    expect(await headerOf({})).toBeUndefined();
    expect(await headerOf({}, { unrelated: "x" })).toBeUndefined();
  });

  it("that is not there is missed by name", async () => {
    expect(await refusalOf({ secretRef })).toMatchObject({
      code: "source/credential-invalid",
      subject: 'Secret "git"',
      message: expect.stringContaining("failed to get secret"),
    });
  });

  it("with half of what it takes is told the other half", async () => {
    expect((await refusalOf({}, { password: "p" })).message).toBe(
      "invalid 'https' auth option: 'password' requires 'username' to be set",
    );
    const ssh = { url: "ssh://git@git.example.org/shop/deploy" };
    expect((await refusalOf(ssh, { known_hosts: "k" })).message).toContain("'identity' is required");
    expect((await refusalOf(ssh, { identity: "i" })).message).toContain("'known_hosts' is required");
  });

  it.each(["username", "password", "bearerToken"])(
    "whose %s ends in a line break is told so, not shown",
    async (key) => {
      const refusal = await refusalOf({}, { username: "ann", password: "p", [key]: "hush\n" });
      expect(refusal).toMatchObject({ code: "source/credential-invalid" });
      expect(refusal.message).toContain(`the value of ${key} has a line break`);
      expect(JSON.stringify(refusal)).not.toContain("hush");
    },
  );

  it("hands over what SSH needs, unseen", async () => {
    const values = {
      identity: "private",
      "identity.pub": "public",
      known_hosts: "hosts",
      password: "opens it",
    };
    const { ssh } = valueOf(await accessOf({ url: "ssh://git@git.example.org/a/b" }, values));
    expect([ssh?.identity.reveal(), ssh?.passphrase?.reveal(), ssh?.knownHosts]).toEqual([
      "private",
      "opens it",
      "hosts",
    ]);
    expect(inspect(ssh, { depth: 9 }) + JSON.stringify(ssh)).not.toMatch(/private|opens it/);
  });

  it("that asks for TLS of its own is remembered by its keys", async () => {
    const values = { username: "ann", password: "p", "ca.crt": "PEM", "tls.crt": "PEM", "tls.key": "PEM" };
    expect(valueOf(await accessOf({}, values)).tls).toEqual(["ca.crt", "tls.crt", "tls.key"]);
  });
});

describe("a provider", () => {
  it.each(["aws", "azure", "gcp"])("%s is refused, with what to do in its place", async (provider) => {
    expect(await refusalOf({ provider }, { username: "a", password: "p" })).toMatchObject({
      code: "source/provider-invalid",
      remedy: expect.stringContaining("spec.secretRef"),
    });
  });

  it("github wants the app's data, and the app's data wants the provider", async () => {
    const missing = "secretRef with github app data must be specified when provider is set to github";
    expect((await refusalOf({ provider: "github" })).message).toBe(missing);
    expect((await refusalOf({ provider: "github" }, { username: "a", password: "p" })).message).toBe(missing);
    expect(await refusalOf({}, { githubAppID: "42" })).toMatchObject({
      code: "source/provider-invalid",
      message: "secretRef 'git' has github app data but provider is not set to github",
    });
  });
});

describe("a GitHub App", () => {
  const provider = "github";
  const app = (change: Record<string, string | undefined> = {}): Record<string, string> => {
    const values = {
      githubAppID: "42",
      githubAppInstallationID: "77",
      githubAppPrivateKey: api.privateKey,
      githubAppBaseURL: base,
      ...change,
    };
    return Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  };

  it("is given a token, which is a password, and is used until five minutes before its end", async () => {
    const first = basic("x-access-token:ghs_1");
    expect(await headerOf({ provider }, app())).toBe(first);
    api.now += api.lifetime - 5 * 60_000 - 1;
    expect(await headerOf({ provider }, app())).toBe(first);
    api.now += 1;
    expect(await headerOf({ provider }, app())).toBe(basic("x-access-token:ghs_2"));
    expect(api.tokensGiven).toBe(2);
  });

  it("asks once, however many want a token at the same time, and once for each credential", async () => {
    await Promise.all(Array.from({ length: 8 }, () => accessOf({ provider }, app())));
    expect(api.tokensGiven).toBe(1);
    await accessOf({ provider }, app(), "another");
    expect(api.tokensGiven).toBe(2);
  });

  it("asks anew when the host no longer took its token", async () => {
    await accessOf({ provider }, app());
    credentials.forget("g");
    expect(await headerOf({ provider }, app())).toBe(basic("x-access-token:ghs_2"));
  });

  it("may have its key in PKCS#8 as well", async () => {
    expect(await headerOf({ provider }, app({ githubAppPrivateKey: api.pkcs8 }))).toContain("Basic ");
  });

  it.each(["shop", "ann"])(
    "finds its installation by its owner, be it an organisation or a user: %s",
    async (owner) => {
      const values = app({ githubAppInstallationID: undefined, githubAppInstallationOwner: owner });
      expect(await headerOf({ provider }, values)).toBe(basic("x-access-token:ghs_1"));
    },
  );

  it("shows its key and its token to nobody", async () => {
    const access = valueOf(await accessOf({ provider }, app()));
    expect(inspect([access, credentials], { depth: 9, showHidden: true })).not.toMatch(/ghs_|PRIVATE/);
    expect(JSON.stringify(access)).not.toContain("ghs_");
  });

  it.each([
    [{ githubAppID: undefined }, "provider", "has no githubAppID"],
    [{ githubAppPrivateKey: undefined }, "provider", "has no githubAppPrivateKey"],
    [{ githubAppInstallationID: undefined }, "provider", "exactly one of"],
    [{ githubAppInstallationOwner: "shop" }, "provider", "exactly one of"],
    [{ githubAppID: "42\n" }, "provider", "githubAppID is not a number"],
    [{ githubAppBaseURL: "file:///x" }, "provider", "no web address"],
    [{ githubAppPrivateKey: "not a key" }, "credential", "could not parse private key"],
    [{ githubAppID: "43" }, "credential", "GitHub does not take the key for the app 43"],
    [{ githubAppInstallationID: "78" }, "credential", "the app 42 has no installation 78"],
    [
      { githubAppInstallationID: undefined, githubAppInstallationOwner: "nobody" },
      "provider",
      'neither an organisation nor a user named "nobody"',
    ],
  ] as const)("with %j says what is wrong", async (change, code, message) => {
    const refusal = await refusalOf({ provider }, app(change));
    expect(refusal.code).toBe(`source/${code}-invalid`);
    expect(refusal.message).toContain(message);
    expect(refusal.remedy).not.toBe("");
  });

  it("is tried again when GitHub fails or has had enough, and never takes a redirect", async () => {
    for (const trouble of [
      { status: 502 },
      { status: 429 },
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000100" } },
    ]) {
      api.trouble = trouble;
      expect((await refusalOf({ provider }, app())).code).toBe("source/host-failed");
    }
    api.trouble = { status: 302, headers: { location: `${base}elsewhere` } };
    expect((await refusalOf({ provider }, app())).code).toBe("source/credential-invalid");
    expect(api.calls.some(({ path }) => path.includes("elsewhere"))).toBe(false);
    api.trouble = undefined;
    expect(await headerOf({ provider }, app())).toBe(basic("x-access-token:ghs_1"));
  });

  it("is tried again when GitHub cannot be reached", async () => {
    await api[Symbol.asyncDispose]();
    expect((await refusalOf({ provider }, app())).code).toBe("source/host-failed");
    await api.start();
  });
});
