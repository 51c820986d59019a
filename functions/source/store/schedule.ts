import type { Instant } from "#shared/model/instant.ts";

/** Whose turn it is: a subscription of a cluster's. */
export type Whose = { readonly cluster: string; readonly uid: string };

/** When a subscription is to be looked at next. `turn` counts what asked for it, `attempts` what failed since. */
export type Turn = { readonly next: Instant; readonly turn: number; readonly attempts: number };

type Row = { cluster: string; uid: string; next: number; turn: number; attempts: number };

/** What is suspended is looked at when somebody asks. */
export const never: Instant = Number.MAX_SAFE_INTEGER;

/** When each subscription's host is to be asked again. It outlives whoever keeps it: a look that was lost is still due. */
export class Schedule {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS schedule (
        cluster TEXT, uid TEXT, next INTEGER NOT NULL, turn INTEGER NOT NULL, attempts INTEGER NOT NULL,
        PRIMARY KEY (cluster, uid)
      );
    `);
  }

  /** Due at once, whatever a look that is under way will find. */
  ask({ cluster, uid }: Whose): void {
    this.#sql.exec(
      `INSERT INTO schedule VALUES (?, ?, 0, 1, 0)
       ON CONFLICT (cluster, uid) DO UPDATE SET next = 0, turn = turn + 1, attempts = 0`,
      cluster,
      uid,
    );
  }

  of({ cluster, uid }: Whose): Turn {
    const query = "SELECT next, turn, attempts FROM schedule WHERE cluster = ? AND uid = ?";
    return this.#sql.exec<Turn & Row>(query, cluster, uid).toArray()[0] ?? { next: 0, turn: 0, attempts: 0 };
  }

  /** The look of that turn is done, and the next is due then. What was asked for meanwhile stands. */
  set({ cluster, uid }: Whose, { next, turn, attempts }: Turn): void {
    this.#sql.exec(
      `INSERT INTO schedule VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (cluster, uid) DO UPDATE SET next = ?3, attempts = ?5 WHERE turn = ?4`,
      cluster,
      uid,
      Math.round(next),
      turn,
      attempts,
    );
  }

  /** When the first of them is due; undefined when none ever is. */
  first(): Instant | undefined {
    const { next } = this.#sql.exec<{ next: number | null }>("SELECT MIN(next) AS next FROM schedule").one();
    return next === null || next === never ? undefined : next;
  }

  forget({ cluster, uid }: Whose): void {
    this.#sql.exec("DELETE FROM schedule WHERE cluster = ? AND uid = ?", cluster, uid);
  }
}
