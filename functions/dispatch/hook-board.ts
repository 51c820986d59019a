import type { Hook, HookOffer } from "#shared/model/hook.ts";

/** Which Receivers have which hook, in every cluster: where the doors look a path up. */
export class HookBoard {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS hooks (
        digest TEXT, cluster TEXT, receiver TEXT, hook TEXT NOT NULL, PRIMARY KEY (digest, cluster, receiver)
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS hooks_of_cluster ON hooks (cluster);
    `);
  }

  /** Almost every path that strangers try is nobody's: this reads one key, and writes nothing. */
  at(digest: string): Hook[] {
    return this.#sql
      .exec<{ hook: string }>("SELECT hook FROM hooks WHERE digest = ?", digest)
      .toArray()
      .map(({ hook }): Hook => JSON.parse(hook)); // written by `offer`
  }

  /** Takes a cluster's hooks in place of those that it had; equal ones are not written. */
  offer(cluster: string, offers: readonly HookOffer[]): void {
    const rows = offers.map(({ digest, hook }) => ({
      digest,
      receiver: hook.receiver,
      hook: JSON.stringify(hook),
    }));
    const query = "SELECT digest, receiver, hook FROM hooks WHERE cluster = ?";
    const held = this.#sql.exec<{ digest: string; receiver: string; hook: string }>(query, cluster).toArray();
    const wanted = new Set(rows.map(keyOf));
    for (const row of held)
      if (!wanted.has(keyOf(row)))
        this.#sql.exec(
          "DELETE FROM hooks WHERE digest = ? AND cluster = ? AND receiver = ?",
          row.digest,
          cluster,
          row.receiver,
        );
    const known = new Map(held.map((row) => [keyOf(row), row.hook]));
    for (const row of rows)
      if (known.get(keyOf(row)) !== row.hook)
        this.#sql.exec(
          "INSERT OR REPLACE INTO hooks VALUES (?, ?, ?, ?)",
          row.digest,
          cluster,
          row.receiver,
          row.hook,
        );
  }
}

function keyOf({ digest, receiver }: { digest: string; receiver: string }): string {
  return `${digest} ${receiver}`;
}
