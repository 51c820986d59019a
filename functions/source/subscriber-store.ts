import type { Subscription } from "#shared/model/delivery.ts";

/** A subscription and what its cluster was last told. */
export type Subscriber = {
  readonly subscription: Subscription;
  /** What its cluster was last told of the source and of the builds, as texts: the same is not told twice. */
  readonly told: Told;
  /** The commit of the last good look, "" before there was one. */
  readonly commit: string;
};

export type Told = { readonly source: string; readonly builds: string };

type Row = { body: string; source: string; builds: string; commit_oid: string };

/** Who follows this repository: one subscription for each GitRepository of each cluster. */
export class SubscriberStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS subscribers (
        cluster TEXT, uid TEXT, body TEXT NOT NULL, source TEXT NOT NULL, builds TEXT NOT NULL,
        commit_oid TEXT NOT NULL,
        PRIMARY KEY (cluster, uid)
      );
    `);
  }

  all(): Subscriber[] {
    return this.#sql
      .exec<Row>("SELECT body, source, builds, commit_oid FROM subscribers")
      .toArray()
      .map(({ body, source, builds, commit_oid }) => ({
        subscription: read(body),
        told: { source, builds },
        commit: commit_oid,
      }));
  }

  /** True when it asks for something else than before. A new epoch has been told nothing yet. */
  put(subscription: Subscription): boolean {
    const { cluster, uid, epoch } = subscription;
    const body = JSON.stringify(subscription);
    const before = this.#bodyOf(cluster, uid);
    if (before === body) return false;
    const isSame = before !== undefined && read(before).epoch === epoch;
    this.#sql.exec(
      `INSERT INTO subscribers VALUES (?1, ?2, ?3, '', '', '')
       ON CONFLICT (cluster, uid) DO UPDATE SET body = ?3 ${isSame ? "" : ", source = '', builds = ''"}`,
      cluster,
      uid,
      body,
    );
    return true;
  }

  tell({ cluster, uid }: Subscription, { source, builds }: Told, commit: string): void {
    const query =
      "UPDATE subscribers SET source = ?, builds = ?, commit_oid = ? WHERE cluster = ? AND uid = ?";
    this.#sql.exec(query, source, builds, commit, cluster, uid);
  }

  /** What it had asked for, if it was there. */
  remove(cluster: string, uid: string): Subscription | undefined {
    const body = this.#bodyOf(cluster, uid);
    this.#sql.exec("DELETE FROM subscribers WHERE cluster = ? AND uid = ?", cluster, uid);
    return body === undefined ? undefined : read(body);
  }

  #bodyOf(cluster: string, uid: string): string | undefined {
    const query = "SELECT body FROM subscribers WHERE cluster = ? AND uid = ?";
    return this.#sql.exec<{ body: string }>(query, cluster, uid).toArray()[0]?.body;
  }
}

function read(body: string): Subscription {
  const subscription: Subscription = JSON.parse(body); // written by `put`
  return subscription;
}
