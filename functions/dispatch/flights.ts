import type { ObjectResult } from "#shared/wire/report.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** A job that the relay has and has not finished. At most one for each Kustomization. */
export type Flight = {
  readonly uid: string;
  readonly job: string;
  readonly wish: string;
  readonly revision: string;
  readonly reason: "change" | "drift";
  /** Objects that are let go without being deleted, because `prune` is off. */
  readonly orphans: readonly RefKey[];
};

/** A relay that has said nothing of a job for so long has lost it. */
const silence = 5 * 60_000;

/** Which jobs are under way, and what has been reported of them so far. */
export class Flights {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS flights (uid TEXT PRIMARY KEY, body TEXT NOT NULL, heard INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS flight_results (uid TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (uid, key));
    `);
  }

  begin(flight: Flight, now: Instant): void {
    this.end(flight.uid);
    this.#sql.exec("INSERT INTO flights VALUES (?, ?, ?)", flight.uid, JSON.stringify(flight), now);
  }

  of(uid: string): Flight | undefined {
    const [row] = this.#sql.exec<{ body: string }>("SELECT body FROM flights WHERE uid = ?", uid).toArray();
    if (!row) return undefined;
    const flight: Flight = JSON.parse(row.body); // written by `begin`
    return flight;
  }

  /** Keeps what changed or failed for the end; unchanged objects are not worth remembering. */
  note(uid: string, results: readonly ObjectResult[], now: Instant): void {
    this.#sql.exec("UPDATE flights SET heard = ? WHERE uid = ?", now, uid);
    for (const result of results)
      if (result.action !== "unchanged" && result.action !== "skipped")
        this.#sql.exec(
          "INSERT OR REPLACE INTO flight_results VALUES (?, ?, ?)",
          uid,
          result.key,
          JSON.stringify(result),
        );
  }

  results(uid: string): ObjectResult[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM flight_results WHERE uid = ?", uid)
      .toArray()
      .map(({ body }): ObjectResult => JSON.parse(body));
  }

  end(uid: string): void {
    this.#sql.exec("DELETE FROM flights WHERE uid = ?", uid);
    this.#sql.exec("DELETE FROM flight_results WHERE uid = ?", uid);
  }

  /** The relay is gone, and its jobs with it: what they left undone is planned again. */
  endAll(): void {
    this.#sql.exec("DELETE FROM flights; DELETE FROM flight_results;");
  }

  endSilent(now: Instant): void {
    const query = "SELECT uid FROM flights WHERE heard < ?";
    for (const { uid } of this.#sql.exec<{ uid: string }>(query, now - silence).toArray()) this.end(uid);
  }
}
