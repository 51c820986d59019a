import type { Instant } from "#shared/model/instant.ts";

/** GitHub redelivers for three days. */
const memory = 3 * 24 * 60 * 60_000;

/** How many times a look came to be owed since the last one that was paid, and how often it has failed. */
export type Debt = { turn: number; attempts: number };

/** Which deliveries were seen, and whether a look at the host is still owed. */
export class Inbox {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS owed (one INTEGER PRIMARY KEY, turn INTEGER NOT NULL, attempts INTEGER NOT NULL);
    `);
  }

  /** False when this delivery was filed before. */
  file(delivery: string, now: Instant): boolean {
    if (this.#sql.exec("SELECT 1 FROM deliveries WHERE id = ?", delivery).toArray().length > 0) return false;
    this.#sql.exec("DELETE FROM deliveries WHERE at < ?", now - memory);
    this.#sql.exec("INSERT INTO deliveries VALUES (?, ?)", delivery, now);
    return true;
  }

  /** A look is owed from now on, whatever one that is under way will find. */
  owe(): void {
    this.#sql.exec(
      "INSERT INTO owed VALUES (1, 1, 0) ON CONFLICT (one) DO UPDATE SET turn = turn + 1, attempts = 0",
    );
  }

  debt(): Debt | undefined {
    return this.#sql.exec<Debt>("SELECT turn, attempts FROM owed").toArray()[0];
  }

  /** The look did not get through; it stays owed. */
  failed(): void {
    this.#sql.exec(
      "INSERT INTO owed VALUES (1, 1, 1) ON CONFLICT (one) DO UPDATE SET attempts = attempts + 1",
    );
  }

  /** The look that was owed at that turn is done. True when none has come to be owed since. */
  paid(turn: number): boolean {
    this.#sql.exec("DELETE FROM owed WHERE turn <= ?", turn);
    return this.debt() === undefined;
  }
}
