import type { Json } from "#shared/model/json.ts";

/** How a GitRepository of the forge is called, what it follows, and with which Secret. */
type Source = {
  readonly name: string;
  readonly url: string;
  readonly ref: { readonly [kind: string]: string };
};

const metadata = (name: string) => ({ name, namespace: "default" });

/** What a user's Secret for a private repository holds: a name, and a password or a token in its place. */
export function forgeLogin(password: string): Json {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("forge-login"),
    stringData: { username: "dev", password },
  };
}

/** A GitRepository with an interval so long that whatever is noticed, a hook or a request brought. */
export function source({ name, url, ref }: Source): Json {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: metadata(name),
    spec: { url, interval: "24h", ref, secretRef: { name: "forge-login" } },
  };
}

/** A Kustomization of the GitRepository with the same name. */
export function kustomization(name: string, path: string): Json {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: metadata(name),
    spec: {
      sourceRef: { kind: "GitRepository", name },
      path,
      prune: true,
      interval: "24h",
      targetNamespace: "default",
    },
  };
}
