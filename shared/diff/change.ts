import type { LedgerEntry } from "#shared/model/ledger.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** What has to happen so that a cluster holds what Git declares. */
export type Change = { readonly apply: readonly RefKey[]; readonly prune: readonly RefKey[] };

/** Desired state against the ledger: what differs is applied, what is no longer declared is pruned. */
export function changeBetween(
  desired: ReadonlyMap<RefKey, string>,
  ledger: ReadonlyMap<RefKey, LedgerEntry>,
): Change {
  const apply: RefKey[] = [];
  for (const [key, digest] of desired) if (ledger.get(key)?.digest !== digest) apply.push(key);
  const prune: RefKey[] = [];
  for (const key of ledger.keys()) if (!desired.has(key)) prune.push(key);
  return { apply, prune };
}

export function isEmpty({ apply, prune }: Change): boolean {
  return apply.length === 0 && prune.length === 0;
}
