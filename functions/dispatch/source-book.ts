import type { SourceNews, Subscription } from "#shared/model/delivery.ts";
import { parseDuration, type Instant } from "#shared/model/instant.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { subscriptionsOf, type Self, type Unservable, type Wanted } from "./subscriptions.ts";

/** What has changed between what the repositories were told and what the mirror asks for. */
export type SubscriptionChanges = {
  readonly changed: readonly Wanted[];
  readonly gone: readonly { readonly repository: string; readonly uid: string }[];
  readonly unservable: readonly Unservable[];
};

type Told = { uid: string; repository: string; text: string; looked: number };

/** What this cluster has asked of repositories, and what they last said. */
export class SourceBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS self (one INTEGER PRIMARY KEY, cluster TEXT NOT NULL, epoch TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS subscribed (
        uid TEXT PRIMARY KEY, repository TEXT NOT NULL, text TEXT NOT NULL, looked INTEGER NOT NULL
      );
      CREATE TABLE IF NOT EXISTS source_news (uid TEXT PRIMARY KEY, news TEXT NOT NULL);
    `);
  }

  rememberCluster(name: string): void {
    const query = "INSERT INTO self VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE SET cluster = ?1";
    this.#sql.exec(query, name, crypto.randomUUID());
  }

  self(): Self {
    const [self] = this.#sql.exec<Self>("SELECT cluster, epoch FROM self").toArray();
    return self ?? { cluster: "", epoch: "" };
  }

  wanted(mirror: MirrorStore): (Wanted | Unservable)[] {
    return subscriptionsOf(this.self(), mirror);
  }

  /** Compares with what was told before, and remembers the new wish as told. */
  changes(mirror: MirrorStore): SubscriptionChanges {
    const wanted = this.wanted(mirror);
    const servable = wanted.filter((one): one is Wanted => "subscription" in one);
    const told = new Map(this.#told().map((row) => [row.uid, row]));
    const gone = [...told.values()].filter(({ uid, repository }) => {
      const now = servable.find(({ subscription }) => subscription.uid === uid);
      return now?.repository !== repository;
    });
    const changed = servable.filter((one) => told.get(one.subscription.uid)?.text !== textOf(one));
    for (const one of changed)
      this.#sql.exec(
        "INSERT OR REPLACE INTO subscribed VALUES (?, ?, ?, ?)",
        one.subscription.uid,
        one.repository,
        textOf(one),
        Date.now(),
      );
    return { changed, gone, unservable: wanted.filter((one): one is Unservable => "source" in one) };
  }

  /** A repository knows of this source no more. Unless another one does, neither do we. */
  left(uid: string, repository: string): void {
    this.#sql.exec("DELETE FROM subscribed WHERE uid = ? AND repository = ?", uid, repository);
    if (this.#told().some((row) => row.uid === uid)) return;
    this.#sql.exec("DELETE FROM source_news WHERE uid = ?", uid);
  }

  /** Whether a source's interval has passed since it was last looked at; if so it counts as looked at now. */
  isDue({ uid, spec }: Subscription, now: Instant): boolean {
    if (spec["suspend"] === true) return false;
    const { interval } = spec;
    const every = (typeof interval === "string" ? parseDuration(interval) : undefined) ?? 60_000;
    const looked = this.#told().find((row) => row.uid === uid)?.looked ?? 0;
    // A tick may come a little early: half a second must not cost a whole round.
    if (now - looked < every - 500) return false;
    this.#sql.exec("UPDATE subscribed SET looked = ? WHERE uid = ?", now, uid);
    return true;
  }

  /** Remembers what a repository said of a source; true when it says something else than before. */
  note(news: SourceNews): boolean {
    const query = "SELECT news FROM source_news WHERE uid = ?";
    const before = this.#sql.exec<{ news: string }>(query, news.uid).toArray()[0]?.news;
    const text = JSON.stringify(news);
    this.#sql.exec("INSERT OR REPLACE INTO source_news VALUES (?, ?)", news.uid, text);
    return before !== text;
  }

  known(): SourceNews[] {
    return this.#sql
      .exec<{ news: string }>("SELECT news FROM source_news")
      .toArray()
      .map(({ news }): SourceNews => JSON.parse(news));
  }

  #told(): Told[] {
    return this.#sql.exec<Told>("SELECT uid, repository, text, looked FROM subscribed").toArray();
  }
}

function textOf({ repository, subscription }: Wanted): string {
  // A credential is sealed anew each time it is mirrored, so its text changes; that costs a look, no more.
  return JSON.stringify([repository, subscription]);
}
