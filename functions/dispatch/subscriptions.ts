import type { Artifact, Subscription, SubscribedKustomization } from "#shared/model/delivery.ts";
import { isJsonObject } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import { includesOf } from "./included.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { secretNamedIn } from "./named-secret.ts";

/** One GitRepository as a wish to its repository's object; `repository` is that object's name. */
export type Wanted = { readonly repository: string; readonly subscription: Subscription };
/** A GitRepository that no repository can serve, in its condition's words. */
export type Unservable = {
  readonly source: Resource;
  readonly reason: string;
  readonly message: string;
  readonly stalled?: true;
};

/** Which cluster this is, and which of its memories: another one begins when its state is lost. */
export type Self = { readonly cluster: string; readonly epoch: string };

/** The last artifact of the source of this uid. */
export type ArtifactOf = (uid: string) => Artifact | undefined;

/** What a cluster's mirror asks of the repositories, source by source. */
export function subscriptionsOf(
  self: Self,
  mirror: MirrorStore,
  artifactOf: ArtifactOf,
): (Wanted | Unservable)[] {
  const kustomizations = mirror.all("Kustomization");
  return mirror.all("GitRepository").map((source) => {
    const url = source.spec["url"];
    const repository = typeof url === "string" ? canonicalRepository(url) : undefined;
    if (repository === undefined)
      return {
        source,
        reason: "URLInvalid",
        message: `spec.url: ${JSON.stringify(url)} is no Git repository's URL`,
        stalled: true,
      };
    // A Secret that is not there is the repository's to tell: it keeps the last artifact meanwhile.
    const secret = secretNamedIn(source.spec);
    const credential = secret === undefined ? undefined : mirror.credential(source.namespace, secret);
    const trusted = secretNamedIn(source.spec["verify"]);
    const authors = trusted === undefined ? undefined : mirror.credential(source.namespace, trusted);
    const included = includesOf(source, { mirror, artifactOf });
    const parts = { source, credential, authors, included, kustomizations };
    return { repository, subscription: subscriptionOf(self, parts) };
  });
}

type Parts = {
  readonly source: Resource;
  readonly credential: string | undefined;
  readonly authors: string | undefined;
  readonly included: ReturnType<typeof includesOf>;
  readonly kustomizations: readonly Resource[];
};

function subscriptionOf(
  { cluster, epoch }: Self,
  { source, credential, authors, included, kustomizations }: Parts,
): Subscription {
  const { uid, generation, namespace, name, spec, requestedAt } = source;
  const identity = { cluster, epoch, uid, generation, namespace, name, spec };
  const dependents = kustomizations.filter((kustomization) => isFor(kustomization, source)).map(dependent);
  return {
    ...identity,
    kustomizations: dependents,
    ...(requestedAt === undefined ? {} : { requestedAt }),
    ...(credential === undefined ? {} : { credential }),
    ...(authors === undefined ? {} : { authors }),
    ...included,
  };
}

/** A Kustomization that no source serves, and why: in the words of its condition. */
export type Sourceless = { readonly kustomization: Resource; readonly message: string };

/** Kustomizations whose source is not in the cluster, or of a kind that is not followed. */
export function sourceless(mirror: MirrorStore): Sourceless[] {
  const sources = mirror.all("GitRepository");
  return mirror.all("Kustomization").flatMap((kustomization) => {
    if (kustomization.deleting || sources.some((source) => isFor(kustomization, source))) return [];
    const ref = kustomization.spec["sourceRef"];
    const { kind = "?", name = "?", namespace = kustomization.namespace } = isJsonObject(ref) ? ref : {};
    const which = `${JSON.stringify(kind)} ${JSON.stringify(namespace)}/${JSON.stringify(name)}`.replaceAll(
      '"',
      "",
    );
    const message =
      kind === "GitRepository"
        ? `Source '${which}' not found. Create it, or mend spec.sourceRef`
        : `Source '${which}' is of a kind that this version of Plumbline does not follow. Use a GitRepository`;
    return [{ kustomization, message }];
  });
}

/** The Kustomizations that are made from a source. */
export function dependentsOf(source: Resource, mirror: MirrorStore): Resource[] {
  return mirror.all("Kustomization").filter((kustomization) => isFor(kustomization, source));
}

function isFor(kustomization: Resource, source: Resource): boolean {
  const ref = kustomization.spec["sourceRef"];
  if (!isJsonObject(ref) || kustomization.deleting) return false;
  const namespace = ref["namespace"] ?? kustomization.namespace;
  return ref["kind"] === "GitRepository" && ref["name"] === source.name && namespace === source.namespace;
}

function dependent({ uid, generation, spec, requestedAt }: Resource): SubscribedKustomization {
  return { uid, generation, spec, ...(requestedAt === undefined ? {} : { requestedAt }) };
}
