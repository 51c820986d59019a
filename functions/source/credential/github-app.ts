import { done, failed, type Result } from "#shared/model/failure.ts";
import { Secret } from "#shared/model/secret.ts";
import { providerInvalid, type SecretValues } from "./secret-values.ts";

/** A GitHub App, and which of its installations is meant. */
export type GithubApp = {
  /** Of the Secret that it is from, for messages. */
  readonly name: string;
  readonly id: string;
  readonly privateKey: Secret;
  readonly installation: { readonly id: string } | { readonly owner: string };
  /** Of GitHub's API, without a slash at its end. */
  readonly api: string;
};

/** Reads a GitHub App from the keys that Flux has for it. Upstream: fluxcd/pkg runtime/secrets/converter.go, auth/githubapp/client.go */
export function githubAppOf(values: SecretValues, name: string): Result<GithubApp> {
  const id = values.get("githubAppID");
  const privateKey = values.get("githubAppPrivateKey");
  const installationId = values.get("githubAppInstallationID");
  const owner = values.get("githubAppInstallationOwner");
  const base = values.get("githubAppBaseURL") ?? "https://api.github.com";
  const invalid = (message: string, remedy: string): ReturnType<typeof failed> =>
    failed(providerInvalid(`Secret "${name}"`, { message, remedy }));

  if (id === undefined) return invalid("has no githubAppID", "Add it: the number on the app's page");
  if (privateKey === undefined)
    return invalid("has no githubAppPrivateKey", "Add it: the PEM file that GitHub made for the app");
  if ((installationId === undefined) === (owner === undefined))
    return invalid(
      "must contain exactly one of githubAppInstallationOwner and githubAppInstallationID",
      owner === undefined ? "Add one of them" : "Remove one of them",
    );
  for (const [key, value] of [
    ["githubAppID", id] as const,
    ["githubAppInstallationID", installationId] as const,
  ])
    if (value !== undefined && !/^\d{1,19}$/.test(value))
      return invalid(`its ${key} is not a number`, "Write its digits alone, without a line break");
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    return invalid("its githubAppBaseURL is no web address", "Write the https:// URL of the host's API");

  const installation = installationId === undefined ? { owner: owner ?? "" } : { id: installationId };
  return done({ name, id, privateKey: new Secret(privateKey), installation, api: base.replace(/\/+$/, "") });
}
