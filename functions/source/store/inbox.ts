import type { Instant } from "#shared/model/instant.ts";

/** What comes again after this costs a look that finds nothing new. */
const memory = 24 * 60 * 60_000;
/** A sender that never tires must not fill the state; the oldest are forgotten first. */
const most = 20_000;

/** Which deliveries were seen. */
export class Inbox {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL);");
  }

  /** False when this delivery was filed before. */
  file(delivery: string, now: Instant): boolean {
    if (this.#sql.exec("SELECT 1 FROM deliveries WHERE id = ?", delivery).toArray().length > 0) return false;
    const insert = "INSERT INTO deliveries VALUES (?, ?) RETURNING rowid AS number";
    const { number } = this.#sql.exec<{ number: number }>(insert, delivery, now).one();
    // By number, which is the order in which they came: the rows to go are the first ones, and no other is read.
    this.#sql.exec("DELETE FROM deliveries WHERE rowid <= ?", number - most);
    this.#sql.exec(
      "DELETE FROM deliveries WHERE at < ? AND rowid IN (SELECT rowid FROM deliveries ORDER BY rowid LIMIT 2)",
      now - memory,
    );
    return true;
  }
}
