import type { Instant } from "#shared/model/instant.ts";

/** What comes again after this costs a look that finds nothing new. */
const memory = 24 * 60 * 60_000;
/** A sender that never tires must not fill the state; the oldest are forgotten first. */
const most = 20_000;

/** The deliveries by which Kustomizations were woken. Those to repositories are remembered there. */
export class HookMemory {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS hook_deliveries (
        number INTEGER PRIMARY KEY, receiver TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL,
        UNIQUE (receiver, delivery)
      );
    `);
  }

  /** False when this delivery came to this Receiver before. */
  note(receiver: string, delivery: string, now: Instant): boolean {
    const query = "SELECT 1 FROM hook_deliveries WHERE receiver = ? AND delivery = ?";
    if (this.#sql.exec(query, receiver, delivery).toArray().length > 0) return false;
    const insert = "INSERT INTO hook_deliveries (receiver, delivery, at) VALUES (?, ?, ?) RETURNING number";
    const number = this.#sql.exec<{ number: number }>(insert, receiver, delivery, now).one().number;
    // By number, which is the order in which they came: the rows to go are the first ones, and no index is asked.
    this.#sql.exec("DELETE FROM hook_deliveries WHERE number <= ?", number - most);
    this.#sql.exec(
      "DELETE FROM hook_deliveries WHERE at < ? AND number IN (SELECT number FROM hook_deliveries ORDER BY number LIMIT 2)",
      now - memory,
    );
    return true;
  }
}
