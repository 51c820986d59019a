import { inPlaceOfOne } from "#shared/diff/fingerprint.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { Entry } from "#shared/wire/report.ts";

/** What the relay remembers of one Kustomization: the last job it finished, and what that left behind. */
export type Remembered = { head: string; readonly entries: Map<RefKey, LedgerEntry> };

/** The relay's own ledger, for as long as it lives. It is what the edge's is measured against. */
export class Memory {
  readonly #byUid = new Map<string, Remembered>();

  of(uid: string): Remembered | undefined {
    return this.#byUid.get(uid);
  }

  /** Begins to remember a Kustomization from where the edge says it stands. */
  learn(uid: string, head: string, entries: readonly Entry[]): Remembered {
    const remembered: Remembered = { head, entries: new Map() };
    for (const [key, digest, fingerprint] of entries) remembered.entries.set(key, { digest, fingerprint });
    this.#byUid.set(uid, remembered);
    return remembered;
  }

  /** So that an apply looks before it writes, and an audit knows when it may write again. */
  freeze(uid: string, key: RefKey): void {
    const entries = this.#byUid.get(uid)?.entries;
    const entry = entries?.get(key);
    if (entry) entries?.set(key, { ...entry, fingerprint: inPlaceOfOne.frozen });
  }

  forget(uid: string): void {
    this.#byUid.delete(uid);
  }

  uids(): Iterable<string> {
    return this.#byUid.keys();
  }

  heads(): { uid: string; head: string }[] {
    return [...this.#byUid].map(([uid, { head }]) => ({ uid, head }));
  }
}

export function entriesOf({ entries }: Remembered): Entry[] {
  return [...entries].map(([key, { digest, fingerprint }]) => [key, digest, fingerprint]);
}
