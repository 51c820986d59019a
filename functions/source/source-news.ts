import type { Artifact, SourceNews, Subscription } from "#shared/model/delivery.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import type { ContentDigest } from "./content/content-digest.ts";
import type { Oid } from "./object/object-id.ts";

/** What the last good look at a source gave. `key`: all that its content depends on. */
export type LastLook = {
  readonly commit: Oid;
  readonly revision: string;
  readonly key: string;
  readonly digest: string;
};

/** All that decides what a source holds at a commit, as one text. */
export function contentKey(
  { spec, includes = [] }: Pick<Subscription, "spec" | "includes">,
  commit: Oid,
): string {
  const { ignore = "", sparseCheckout = [], recurseSubmodules = false } = spec;
  return JSON.stringify([
    commit,
    ignore,
    sparseCheckout,
    recurseSubmodules,
    includes.map(({ artifact, fromPath, toPath }) => [artifact.revision, artifact.digest, fromPath, toPath]),
  ]);
}

export function artifactOf(
  { spec, namespace, name }: Subscription,
  { commit, revision, digest, size, at }: Omit<LastLook, "key"> & ContentDigest & { readonly at: Instant },
): Artifact {
  return {
    revision,
    digest,
    size,
    url: `${typeof spec["url"] === "string" ? spec["url"] : ""}#${commit}`,
    path: `gitrepository/${namespace}/${name}/${commit}`,
    lastUpdateTime: kubeTime(at),
  };
}

export function identityOf({ uid, generation, requestedAt }: Subscription): Omit<SourceNews, "outcome"> {
  return { uid, generation, ...(requestedAt === undefined ? {} : { requestedAt }) };
}

/** All that news of a source depends on; when it was made is no part of it. */
export function newsText({ generation, requestedAt }: Subscription, outcome: unknown): string {
  return JSON.stringify([generation, requestedAt ?? "", outcome]);
}
