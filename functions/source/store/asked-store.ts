import type { RemoteRequest } from "#shared/kustomize/remote-request.ts";

/** What the last build of each Kustomization asked for from elsewhere, whether or not it got it. */
export class AskedStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS asked (uid TEXT PRIMARY KEY, requests TEXT NOT NULL);");
  }

  of(uid: string): readonly RemoteRequest[] {
    const query = "SELECT requests FROM asked WHERE uid = ?";
    const [row] = this.#sql.exec<{ requests: string }>(query, uid).toArray();
    return row ? JSON.parse(row.requests) : []; // written by `put`
  }

  put(uid: string, requests: readonly RemoteRequest[]): void {
    if (requests.length === 0) return this.forget(uid);
    this.#sql.exec("INSERT OR REPLACE INTO asked VALUES (?, ?)", uid, JSON.stringify(requests));
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM asked WHERE uid = ?", uid);
  }
}
