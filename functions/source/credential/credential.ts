import { done, failed, type Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { Secret } from "#shared/model/secret.ts";
import { githubAppOf } from "./github-app.ts";
import { GithubTokens } from "./github-tokens.ts";
import type { GitAuth } from "#functions/source/git/git-remote.ts";
import {
  credentialInvalid,
  headerValues,
  providerInvalid,
  valuesOf,
  type SecretValues,
} from "./secret-values.ts";
import type { SshAccess } from "#functions/source/ssh/ssh-access.ts";

type Spec = { readonly [key: string]: Json };

/** How a source's host is to be met. */
export type Access = {
  readonly auth?: GitAuth;
  /** The Secret's keys that ask for TLS of their own, which no single request can be given at the edge. */
  readonly tls: readonly string[];
  /** Of a source whose URL is ssh://. */
  readonly ssh?: SshAccess;
};

/** A source's spec and its Secret, opened; `group` names the two of them, so that equal ones share a token. */
export type Credentialed = {
  readonly spec: Spec;
  readonly secret: Secret | undefined;
  readonly group: string;
};

/**
 * How sources authenticate. It remembers the tokens that GitHub gives to apps, until shortly before they expire.
 * Upstream: fluxcd/pkg git/options.go; fluxcd/source-controller gitrepository_controller.go, getAuthOpts
 */
export class Credentials {
  readonly #tokens: GithubTokens;

  constructor(parts: { readonly fetch: typeof fetch; readonly now: () => Instant }) {
    this.#tokens = new GithubTokens(parts);
  }

  async of({ spec, secret, group }: Credentialed): Promise<Result<Access>> {
    const name = secretName(spec);
    if (name !== undefined && secret === undefined)
      return failed(
        credentialInvalid(name, {
          message: "failed to get secret: it does not exist in the source's namespace",
          remedy: "Create it, or correct spec.secretRef",
        }),
      );
    const values = valuesOf(secret);
    const plain = plainAccess(spec, values);
    if (!plain.ok) return plain;
    const provider = providerOf(spec, values);
    if (!provider.ok) return provider;
    if (provider.value === "generic") return plain;
    const app = githubAppOf(values, name ?? "");
    if (!app.ok) return app;
    const token = await this.#tokens.of(app.value, group);
    if (!token.ok) return token;
    return done({ ...plain.value, auth: { username: "x-access-token", password: token.value } });
  }

  /** A host that refused has perhaps been told to take no more of that token: the next one is fresh. */
  forget(group: string): void {
    this.#tokens.forget(group);
  }
}

/** What the Secret says without anybody being asked. */
function plainAccess(spec: Spec, values: SecretValues): Result<Access> {
  const url = typeof spec["url"] === "string" && URL.canParse(spec["url"]) ? new URL(spec["url"]) : undefined;
  const name = secretName(spec) ?? "";
  if (url?.protocol === "ssh:") return sshAccess(values, name);
  const auth = httpAuth(values, { url, name });
  if (!auth.ok) return auth;
  const tls = tlsKeys.filter((key) => values.has(key));
  return done({ tls, ...(auth.value && { auth: auth.value }) });
}

/** `caFile`, `certFile` and `keyFile` are their names of the past. */
const tlsKeys = ["ca.crt", "caFile", "tls.crt", "certFile", "tls.key", "keyFile"] as const;

function secretName(spec: Spec): string | undefined {
  const ref = spec["secretRef"];
  const name = isJsonObject(ref) ? ref["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}

type Place = { readonly url: URL | undefined; readonly name: string };

/** As Flux has it, a bearer token goes before a password; a name in the URL goes before the bearer token. */
function httpAuth(values: SecretValues, { url, name }: Place): Result<GitAuth | undefined> {
  const keys = values.has("bearerToken") ? ["bearerToken"] : ["username", "password"];
  const fit = headerValues(values, { keys, name });
  if (!fit.ok) return fit;
  const username = fit.value.get("username") || percentDecoded(url?.username ?? "");
  const password = fit.value.get("password") || percentDecoded(url?.password ?? "");
  if (username === "" && password !== "")
    return failed(
      credentialInvalid(name, {
        message: `invalid '${url?.protocol.replace(":", "") ?? "https"}' auth option: 'password' requires 'username' to be set`,
        remedy: "Add the key username; where only a token counts, any name will do (git)",
      }),
    );
  if (username !== "") return done({ username, password: new Secret(password) });
  const bearer = fit.value.get("bearerToken");
  return done(bearer === undefined ? undefined : { bearer: new Secret(bearer) });
}

function sshAccess(values: SecretValues, name: string): Result<Access> {
  const identity = values.get("identity");
  const knownHosts = values.get("known_hosts");
  const passphrase = values.get("password");
  if (identity !== undefined && knownHosts !== undefined)
    return done({
      tls: [],
      ssh: {
        identity: new Secret(identity),
        knownHosts,
        ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
      },
    });
  const missing = identity === undefined ? "identity" : "known_hosts";
  return failed(
    credentialInvalid(name, {
      message: `invalid 'ssh' auth option: '${missing}' is required`,
      remedy: `Add the key ${missing}: flux create secret git writes both`,
    }),
  );
}

/** Which provider authenticates, once it is sure that it can. */
function providerOf(spec: Spec, values: SecretValues): Result<"generic" | "github"> {
  const provider = spec["provider"] ?? "generic";
  const name = secretName(spec);
  if (provider === "generic" || provider === "") {
    if (!values.has("githubAppID")) return done("generic");
    return failed(
      providerInvalid("spec.provider", {
        message: `secretRef '${name}' has github app data but provider is not set to github`,
        remedy: "Set spec.provider to github",
      }),
    );
  }
  if (provider !== "github")
    return failed(
      providerInvalid("spec.provider", {
        message: `${JSON.stringify(provider)} signs in with an identity of the cluster's cloud, which the edge does not have`,
        remedy: "Remove it, and give the edge a token of the Git host in spec.secretRef (username, password)",
      }),
    );
  if (name !== undefined && [...values.keys()].some((key) => key.startsWith("githubApp")))
    return done("github");
  return failed(
    providerInvalid("spec.secretRef", {
      message: "secretRef with github app data must be specified when provider is set to github",
      remedy: "Name a Secret with githubAppID, githubAppInstallationID and githubAppPrivateKey",
    }),
  );
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % stands for itself
  }
}
