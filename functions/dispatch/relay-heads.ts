import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import { refOfInventoryId } from "#shared/model/inventory.ts";
import type { Hello } from "#shared/wire/to-edge.ts";
import type { Resource } from "#shared/wire/mirror.ts";

/** The part of the ledger that agreement on the past needs. */
type LedgerBook = {
  readonly head: (uid: string) => string;
  readonly verified: (uid: string) => boolean;
  readonly verify: (uid: string, head: string) => void;
  readonly doubt: (uid: string, keys: readonly RefKey[]) => void;
};

/** Which jobs the relay remembered as done last when it said hello: what the ledger is measured against. */
export class RelayHeads {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS relay_heads (uid TEXT PRIMARY KEY, head TEXT NOT NULL)");
  }

  remember(heads: Hello["heads"]): void {
    this.#sql.exec("DELETE FROM relay_heads");
    // A relay that names one twice is not to keep itself out for ever: the last word counts.
    for (const { uid, head } of heads)
      this.#sql.exec("INSERT OR REPLACE INTO relay_heads VALUES (?, ?)", uid, head);
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM relay_heads WHERE uid = ?", uid);
  }

  /**
   * Whether ledger and relay agree on a Kustomization's past, so that plans may build on it. Where neither
   * has one, what another reconciler left in `status.inventory` is taken into the ledger as of unknown content.
   */
  settles({ uid, inventory = [] }: Resource, ledger: LedgerBook): boolean {
    if (ledger.verified(uid)) return true;
    const query = "SELECT head FROM relay_heads WHERE uid = ?";
    const theirs = this.#sql.exec<{ head: string }>(query, uid).toArray()[0]?.head ?? "";
    const ours = ledger.head(uid);
    if (theirs !== ours) return false;
    if (ours === "") ledger.doubt(uid, keysIn(inventory));
    ledger.verify(uid, ours);
    return true;
  }
}

function keysIn(inventory: readonly { readonly id: string }[]): RefKey[] {
  return inventory.flatMap(({ id }) => {
    const ref = refOfInventoryId(id);
    return ref ? [keyOf(ref)] : [];
  });
}
