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

  /** Whether it is still asked for by the same memory of its cluster: a look takes time, and meanwhile it may end. */
  stands({ cluster, uid, epoch }: Subscription): boolean {
    const body = this.#bodyOf(cluster, uid);
    return body !== undefined && read(body).epoch === epoch;
  }

  /** True when it asks for something else than before. A new epoch has been told nothing yet. */
  put(subscription: Subscription): boolean {
    const { cluster, uid } = subscription;
    const body = JSON.stringify(subscription);
    if (this.#bodyOf(cluster, uid) === body) return false;
    const isSame = this.stands(subscription);
    this.#sql.exec(
      `INSERT INTO subscribers VALUES (?1, ?2, ?3, '', '', '')
       ON CONFLICT (cluster, uid) DO UPDATE SET body = ?3 ${isSame ? "" : ", source = '', builds = ''"}`,
      cluster,
      uid,
      body,
    );
    return true;
  }

  /** Takes note of what was told. A memory of the cluster's that began meanwhile has not heard it. */
  tell(subscription: Subscription, { source, builds }: Told, commit: string): void {
    if (!this.stands(subscription)) return;
    const { cluster, uid } = subscription;
    const query =
      "UPDATE subscribers SET source = ?, builds = ?, commit_oid = ? WHERE cluster = ? AND uid = ?";
    this.#sql.exec(query, source, builds, commit, cluster, uid);
  }

  of(cluster: string, uid: string): Subscription | undefined {
    const body = this.#bodyOf(cluster, uid);
    return body === undefined ? undefined : read(body);
  }

  remove(cluster: string, uid: string): void {
    this.#sql.exec("DELETE FROM subscribers WHERE cluster = ? AND uid = ?", cluster, uid);
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
