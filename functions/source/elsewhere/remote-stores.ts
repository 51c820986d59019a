import type { Instant } from "#shared/model/instant.ts";
import { evict, type Eviction } from "#functions/source/store/evict.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";

/** Of so many other repositories the objects are kept. */
const mostRepositories = 50;
/** Of each the newest commits are taken to be in use. */
const mostInUse = 4;

/** Git objects of the repositories that builds lead to, each by itself: what one host gave is not offered to another. */
export class RemoteStores {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS remote_repositories (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, used INTEGER NOT NULL
      );
    `);
  }

  of(url: string, now: Instant): ObjectStore {
    const used =
      "INSERT INTO remote_repositories (url, used) VALUES (?1, ?2) ON CONFLICT (url) DO UPDATE SET used = ?2";
    this.#sql.exec(used, url, now);
    const query = "SELECT id FROM remote_repositories WHERE url = ?";
    return this.#store(this.#sql.exec<{ id: number }>(query, url).one().id);
  }

  /** Forgets those used longest ago, and past `most` bytes all of them: what is still needed is fetched again. */
  forgetPast(most: number): void {
    const kept = this.#sql.databaseSize > most ? 0 : mostRepositories;
    const query = "SELECT id FROM remote_repositories ORDER BY used DESC, id LIMIT -1 OFFSET ?";
    for (const { id } of this.#sql.exec<{ id: number }>(query, kept).toArray()) this.#drop(id);
  }

  /** Forgets those not used since `before`, and takes out of the others what is old. */
  async evict({ before, ...limits }: Omit<Eviction, "keep" | "most">): Promise<void> {
    const rows = this.#sql.exec<{ id: number; used: number }>("SELECT id, used FROM remote_repositories");
    for (const { id, used } of rows.toArray()) {
      const store = this.#store(id);
      if (used < before) this.#drop(id);
      else await evict(store, { ...limits, before, keep: store.wholeCommits(mostInUse), most: Infinity });
    }
  }

  #drop(id: number): void {
    this.#store(id).drop();
    this.#sql.exec("DELETE FROM remote_repositories WHERE id = ?", id);
  }

  #store(id: number): ObjectStore {
    return new ObjectStore(this.#sql, `remote_${id}_`);
  }
}
