import type { RefKey } from "#shared/model/object-ref.ts";

/** What has been told of drift that still lasts, so that the next audit does not tell it again. */
export class DriftBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS drifts (uid TEXT, key TEXT, text TEXT NOT NULL, PRIMARY KEY (uid, key)) WITHOUT ROWID",
    );
  }

  /** Files that an object strayed; false when just this has been told before. */
  file(uid: string, key: RefKey, text: string): boolean {
    const query = "SELECT text FROM drifts WHERE uid = ? AND key = ?";
    const [known] = this.#sql.exec<{ text: string }>(query, uid, key).toArray();
    if (known?.text === text) return false;
    this.#sql.exec("INSERT OR REPLACE INTO drifts VALUES (?, ?, ?)", uid, key, text);
    return true;
  }

  /** What an audit found is all there is: what it does not name has been put right by somebody. */
  keepOnly(uid: string, keys: ReadonlySet<RefKey>): void {
    const query = "SELECT key FROM drifts WHERE uid = ?";
    const known = this.#sql.exec<{ key: RefKey }>(query, uid).toArray();
    this.end(
      uid,
      known.flatMap(({ key }) => (keys.has(key) ? [] : [key])),
    );
  }

  end(uid: string, keys: readonly RefKey[]): void {
    for (const key of keys) this.#sql.exec("DELETE FROM drifts WHERE uid = ? AND key = ?", uid, key);
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM drifts WHERE uid = ?", uid);
  }
}
