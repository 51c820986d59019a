import type { Subscription } from "#shared/model/delivery.ts";
import type { LastLook } from "#functions/source/source-news.ts";

/** A subscription and what its cluster was last told. */
export type Subscriber = {
  readonly subscription: Subscription;
  /** What its cluster was last told of the source and of the builds, as texts: the same is not told twice. */
  readonly told: Told;
  /** The last good look, undefined before there was one. */
  readonly last: LastLook | undefined;
};

export type Told = { readonly source: string; readonly builds: string };

type Row = { body: string; source: string; builds: string; last: string };

/** Who follows this repository: one subscription for each GitRepository of each cluster. */
export class SubscriberStore {
  readonly #sql: SqlStorage;
  /** As they were last read, until one is written: each delivery asks for all of them. */
  #all: readonly Subscriber[] | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS subscribers (
        cluster TEXT, uid TEXT, body TEXT NOT NULL, source TEXT NOT NULL, builds TEXT NOT NULL,
        last TEXT NOT NULL,
        PRIMARY KEY (cluster, uid)
      );
    `);
  }

  all(): readonly Subscriber[] {
    this.#all ??= this.#read();
    return this.#all;
  }

  #read(): Subscriber[] {
    return this.#sql
      .exec<Row>("SELECT body, source, builds, last FROM subscribers")
      .toArray()
      .map(({ body, source, builds, last }) => ({
        subscription: read(body),
        told: { source, builds },
        last: last === "" ? undefined : lastLook(last),
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
    this.#all = undefined;
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
  tell(subscription: Subscription, { source, builds }: Told, last: LastLook | undefined): void {
    if (!this.stands(subscription)) return;
    const { cluster, uid } = subscription;
    this.#all = undefined;
    const query = "UPDATE subscribers SET source = ?, builds = ?, last = ? WHERE cluster = ? AND uid = ?";
    this.#sql.exec(query, source, builds, last ? JSON.stringify(last) : "", cluster, uid);
  }

  of(cluster: string, uid: string): Subscription | undefined {
    const body = this.#bodyOf(cluster, uid);
    return body === undefined ? undefined : read(body);
  }

  remove(cluster: string, uid: string): void {
    this.#all = undefined;
    this.#sql.exec("DELETE FROM subscribers WHERE cluster = ? AND uid = ?", cluster, uid);
  }

  #bodyOf(cluster: string, uid: string): string | undefined {
    const query = "SELECT body FROM subscribers WHERE cluster = ? AND uid = ?";
    return this.#sql.exec<{ body: string }>(query, cluster, uid).toArray()[0]?.body;
  }
}

function lastLook(text: string): LastLook {
  const last: LastLook = JSON.parse(text); // written by `tell`
  return last;
}

function read(body: string): Subscription {
  const subscription: Subscription = JSON.parse(body); // written by `put`
  return subscription;
}
