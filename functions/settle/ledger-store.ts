import type { Ledger, LedgerEntry } from "#shared/model/ledger.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { Entry, ObjectResult } from "#shared/wire/report.ts";

type Row = { key: RefKey; digest: string; fingerprint: string };

/** What the cluster last took, per Kustomization: written from reports alone, read by the planner. */
export class LedgerStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS ledger (
        uid TEXT, key TEXT, digest TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (uid, key)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS heads (uid TEXT PRIMARY KEY, head TEXT NOT NULL, verified INTEGER NOT NULL);
    `);
  }

  read(uid: string): Ledger {
    const entries = new Map<RefKey, LedgerEntry>();
    const rows = this.#sql.exec<Row>("SELECT key, digest, fingerprint FROM ledger WHERE uid = ?", uid);
    for (const { key, digest, fingerprint } of rows) entries.set(key, { digest, fingerprint });
    return { head: this.head(uid), entries };
  }

  head(uid: string): string {
    return this.#headRow(uid)?.head ?? "";
  }

  verified(uid: string): boolean {
    return this.#headRow(uid)?.verified === 1;
  }

  /** Takes results into the ledger. What failed stays as it was, so that the next plan tries it again. */
  settle(uid: string, results: readonly ObjectResult[]): void {
    for (const { key, action, digest, fingerprint } of results) {
      if (action === "deleted" || (action === "skipped" && digest === undefined)) this.drop(uid, [key]);
      else if (digest !== undefined && action !== "failed") this.#put(uid, [key, digest, fingerprint ?? ""]);
    }
  }

  /** The relay and we now agree that `head` is the last job done. */
  verify(uid: string, head: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO heads VALUES (?, ?, 1)", uid, head);
  }

  /** The relay went away: until it says what it remembers, nothing is believed. */
  doubtAll(): void {
    this.#sql.exec("UPDATE heads SET verified = 0");
  }

  /** Takes over what the relay remembers, in place of what we thought. */
  adopt(uid: string, head: string, entries: readonly Entry[]): void {
    this.#sql.exec("DELETE FROM ledger WHERE uid = ?", uid);
    for (const entry of entries) this.#put(uid, entry);
    this.verify(uid, head);
  }

  /** These objects live, but we cannot say as what: the next plan applies or prunes them. */
  doubt(uid: string, keys: readonly RefKey[]): void {
    for (const key of keys) this.#put(uid, [key, "", ""]);
  }

  drop(uid: string, keys: readonly RefKey[]): void {
    for (const key of keys) this.#sql.exec("DELETE FROM ledger WHERE uid = ? AND key = ?", uid, key);
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM ledger WHERE uid = ?", uid);
    this.#sql.exec("DELETE FROM heads WHERE uid = ?", uid);
  }

  #put(uid: string, [key, digest, fingerprint]: Entry): void {
    this.#sql.exec("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?)", uid, key, digest, fingerprint);
  }

  #headRow(uid: string): { head: string; verified: number } | undefined {
    return this.#sql
      .exec<{ head: string; verified: number }>("SELECT head, verified FROM heads WHERE uid = ?", uid)
      .toArray()[0];
  }
}
