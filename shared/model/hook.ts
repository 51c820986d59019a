import type { ReceiverType } from "./receiver.ts";

/** One ref of a repository that has moved; `after` is where to, absent when it is gone or not told. */
export type RefMove = { readonly ref: string; readonly after?: string };

/** What a Git host says has moved. `repository` is canonical, and absent when the host did not say which. */
export type Moves = { readonly repository?: string; readonly refs: readonly RefMove[] };

/** What became of a push at a repository's object. */
export type Filing = "filed" | "seen-before" | "nobody-follows";

/** A Receiver's hook as the edge's doors know it: how to check who calls, or why nobody is let in. */
export type Hook = {
  readonly cluster: string;
  readonly receiver: string; // uid
} & (
  | {
      readonly type: ReceiverType;
      readonly events: readonly string[];
      /** The Secret with the token, sealed. */
      readonly sealed: string;
    }
  | { readonly closed: string }
);

/** The hooks of one cluster, each with the last part of its path. */
export type HookOffer = { readonly digest: string; readonly hook: Hook };

/** A call that was checked. Without `moves` it says only that something has changed. */
export type HookCall = {
  readonly receiver: string; // uid
  readonly moves?: Moves;
  /** What the sender calls this delivery; absent when it gives none that a redelivery would repeat. */
  readonly delivery?: string;
};

/** What a call came to, in numbers of repositories and Kustomizations. */
export type HookOutcome = {
  readonly filed: number;
  readonly seenBefore: number;
  readonly unfollowed: number;
  readonly reconciled: number;
  /** Kinds that the Receiver names and that nothing is done for yet. */
  readonly notYet: readonly string[];
};
