/** How the objects of a Kustomization were last found to be, and as of which spec and revision. */
export type StoredHealth = {
  readonly generation: number;
  readonly revision: string;
  readonly ok: boolean;
};

type Row = { generation: number; revision: string; ok: number };

/** What the relay has found of the health that Kustomizations ask for. */
export class Healths {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS healths (
        uid TEXT PRIMARY KEY, generation INTEGER NOT NULL, revision TEXT NOT NULL, ok INTEGER NOT NULL
      );
    `);
  }

  of(uid: string): StoredHealth | undefined {
    const query = "SELECT generation, revision, ok FROM healths WHERE uid = ?";
    const [row] = this.#sql.exec<Row>(query, uid).toArray();
    return row && { generation: row.generation, revision: row.revision, ok: row.ok === 1 };
  }

  put(uid: string, { generation, revision, ok }: StoredHealth): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO healths VALUES (?, ?, ?, ?)",
      uid,
      generation,
      revision,
      Number(ok),
    );
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM healths WHERE uid = ?", uid);
  }
}
