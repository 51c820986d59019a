import type { Json } from "./json.ts";
import type { Manifest } from "./manifest.ts";
import type { RefKey } from "./object-ref.ts";

/** What a repository's object tells a cluster's after a look at the host. Both are ours: nothing to parse. */
export type Delivery = {
  /** Absent when there is nothing new to say of the source itself. */
  readonly source?: SourceNews;
  readonly builds: readonly BuildNews[];
};

export type CommitNote = { readonly oid: string; readonly subject: string; readonly author: string };

/** `status.artifact` of a source. */
export type Artifact = {
  readonly revision: string;
  readonly digest: string;
  /** Bytes of the listing that the digest is of. */
  readonly size: number;
  readonly url: string;
  readonly path: string;
  readonly lastUpdateTime: string;
};

/** What stands in the way of a source's next artifact, as its condition of that type says. */
export type SourceTrouble = {
  readonly condition: "FetchFailed" | "IncludeUnavailable" | "SourceVerified" | "StorageOperationFailed";
  readonly reason: string;
  readonly message: string;
  /** Nothing but another spec will help. */
  readonly stalled?: true;
};

/** What the condition SourceVerified says, and which mode it was. */
export type Verified = { readonly mode: string; readonly message: string };

export type SourceNews = {
  readonly uid: string;
  readonly generation: number;
  readonly requestedAt?: string;
  readonly outcome:
    | {
        readonly ok: true;
        readonly artifact: Artifact;
        /** It has another content than the one before. */
        readonly isNew: boolean;
        readonly commit?: CommitNote;
        readonly verified?: Verified;
        /** Those of the sources that it includes, in the spec's order. */
        readonly included?: readonly Artifact[];
      }
    | ({ readonly ok: false } & SourceTrouble);
};

export type DesiredObject = {
  readonly key: RefKey;
  readonly digest: string;
  readonly manifest: Manifest;
  /** Where Git declares it: `k8s/web.yaml:7`. */
  readonly origin: string;
};

/**
 * A Kustomization's build. `put` and `drop` are what changed since the build named `base`; a cluster that
 * holds another build asks for all of it, which is a delivery with base "".
 */
export type BuildNews = {
  readonly uid: string;
  readonly generation: number;
  readonly requestedAt?: string;
  readonly revision: string;
  readonly commit?: CommitNote;
  readonly outcome:
    | {
        readonly type: "built";
        readonly base: string;
        readonly build: string;
        readonly put: readonly DesiredObject[];
        readonly drop: readonly RefKey[];
      }
    | { readonly type: "failed"; readonly reason: string; readonly message: string };
};

/** What a cluster wants of a repository for one GitRepository: replaces what it wanted before. */
export type Subscription = {
  readonly cluster: string;
  /** Names the cluster's state: after a loss it is another, and everything is delivered anew. */
  readonly epoch: string;
  readonly uid: string;
  readonly generation: number;
  readonly namespace: string;
  readonly name: string;
  readonly spec: { readonly [key: string]: Json };
  readonly requestedAt?: string;
  /** The referenced Secret's values, sealed with the edge's key; absent without `secretRef`. */
  readonly credential?: string;
  /** The values of the Secret that `spec.verify` names, sealed likewise. */
  readonly authors?: string;
  readonly includes?: readonly SubscribedInclude[];
  /** Why what it includes cannot be had now. */
  readonly includeTrouble?: Pick<SourceTrouble, "reason" | "message">;
  readonly kustomizations: readonly SubscribedKustomization[];
};

/** A source that another includes, at its last artifact. */
export type SubscribedInclude = {
  readonly spec: { readonly [key: string]: Json };
  readonly credential?: string;
  readonly artifact: Artifact;
  readonly fromPath: string;
  readonly toPath: string;
  readonly includes: readonly SubscribedInclude[];
};

export type SubscribedKustomization = {
  readonly uid: string;
  readonly generation: number;
  readonly spec: { readonly [key: string]: Json };
  readonly requestedAt?: string;
};
