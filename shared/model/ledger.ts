import type { RefKey } from "./object-ref.ts";

/** What was last applied of one object: the digest of what Git said, the fingerprint of what then lived. */
export type LedgerEntry = { readonly digest: string; readonly fingerprint: string };

/** What a cluster last took for one Kustomization. `head` is the job that left it so, "" for none. */
export type Ledger = { readonly head: string; readonly entries: ReadonlyMap<RefKey, LedgerEntry> };
