import type { Conclusion } from "#shared/diff/next-step.ts";

/** How each Kustomization's last reconcile ended, and whether the relay that is here now knows it. */
export type StoredConclusion = Conclusion & { readonly told: boolean };

type Row = { wish: string; failed: number; at: number; told: number };

export class Conclusions {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS conclusions (
        uid TEXT PRIMARY KEY, wish TEXT NOT NULL, failed INTEGER NOT NULL, at INTEGER NOT NULL, told INTEGER NOT NULL
      );
    `);
  }

  of(uid: string): StoredConclusion | undefined {
    const [row] = this.#sql
      .exec<Row>("SELECT wish, failed, at, told FROM conclusions WHERE uid = ?", uid)
      .toArray();
    return row && { wish: row.wish, failed: row.failed === 1, at: row.at, told: row.told === 1 };
  }

  put(uid: string, { wish, failed, at, told }: StoredConclusion): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO conclusions VALUES (?, ?, ?, ?, ?)",
      uid,
      wish,
      Number(failed),
      at,
      Number(told),
    );
  }

  /** Another relay, or the same with a new memory: everything is told once more. It writes only what is new. */
  untell(): void {
    this.#sql.exec("UPDATE conclusions SET told = 0");
  }

  /** What failed may be tried again at once. */
  endRest(uid: string): void {
    this.#sql.exec("UPDATE conclusions SET at = 0 WHERE uid = ? AND failed = 1", uid);
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM conclusions WHERE uid = ?", uid);
  }
}
