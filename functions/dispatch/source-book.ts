import type { Artifact, SourceNews } from "#shared/model/delivery.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { subscriptionsOf, type Self, type Unservable, type Wanted } from "./subscriptions.ts";

/** What has changed between what the repositories were told and what the mirror asks for. */
export type SubscriptionChanges = {
  readonly changed: readonly Wanted[];
  readonly gone: readonly { readonly repository: string; readonly uid: string }[];
  readonly unservable: readonly Unservable[];
};

type Told = { uid: string; repository: string; text: string };

/** What this cluster has asked of repositories, and what they last said. */
export class SourceBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS self (one INTEGER PRIMARY KEY, cluster TEXT NOT NULL, epoch TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS subscribed (
        uid TEXT, repository TEXT, text TEXT NOT NULL, PRIMARY KEY (uid, repository)
      );
      CREATE TABLE IF NOT EXISTS source_news (uid TEXT PRIMARY KEY, news TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS artifacts (uid TEXT PRIMARY KEY, artifact TEXT NOT NULL);
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
    return subscriptionsOf(this.self(), mirror, (uid) => this.artifactOf(uid));
  }

  /** Compares with what was told before, and remembers the new wish as told. */
  changes(mirror: MirrorStore): SubscriptionChanges {
    const wanted = this.wanted(mirror);
    const gone = this.#goneFrom(wanted);
    const told = new Set(this.#told().map(({ text }) => text));
    const changed = wanted.filter(isServable).filter((one) => !told.has(textOf(one)));
    for (const one of changed)
      this.#sql.exec(
        "INSERT OR REPLACE INTO subscribed VALUES (?, ?, ?)",
        one.subscription.uid,
        one.repository,
        textOf(one),
      );
    return { changed, gone, unservable: wanted.filter((one): one is Unservable => "source" in one) };
  }

  /**
   * Who was told of a source and is not wanted for it any more, until it is noted as left: a repository that did not hear
   * of it would serve the source beside the one that serves it now.
   */
  gone(mirror: MirrorStore): SubscriptionChanges["gone"] {
    return this.#goneFrom(this.wanted(mirror));
  }

  #goneFrom(wanted: readonly (Wanted | Unservable)[]): SubscriptionChanges["gone"] {
    const now = new Set(
      wanted.filter(isServable).map(({ subscription, repository }) => `${subscription.uid} ${repository}`),
    );
    return this.#told().filter(({ uid, repository }) => !now.has(`${uid} ${repository}`));
  }

  /** A repository knows of this source no more. Unless another one does, neither do we. */
  left(uid: string, repository: string): void {
    this.#sql.exec("DELETE FROM subscribed WHERE uid = ? AND repository = ?", uid, repository);
    if (this.#told().some((row) => row.uid === uid)) return;
    this.#sql.exec("DELETE FROM source_news WHERE uid = ?", uid);
    this.#sql.exec("DELETE FROM artifacts WHERE uid = ?", uid);
  }

  /** Remembers what a repository said of a source, and tells what it is to those who know what it said before. */
  note(news: SourceNews): "old" | "new" | "recovery" {
    const query = "SELECT news FROM source_news WHERE uid = ?";
    const before = this.#sql.exec<{ news: string }>(query, news.uid).toArray()[0]?.news;
    const text = JSON.stringify(news);
    this.#sql.exec("INSERT OR REPLACE INTO source_news VALUES (?, ?)", news.uid, text);
    if (news.outcome.ok) {
      const artifact = JSON.stringify(news.outcome.artifact);
      this.#sql.exec("INSERT OR REPLACE INTO artifacts VALUES (?, ?)", news.uid, artifact);
    }
    if (before === text) return "old";
    return news.outcome.ok && before !== undefined && isTrouble(before) ? "recovery" : "new";
  }

  /** The last artifact of a source: it stays while the source is in trouble. */
  artifactOf(uid: string): Artifact | undefined {
    const query = "SELECT artifact FROM artifacts WHERE uid = ?";
    const [row] = this.#sql.exec<{ artifact: string }>(query, uid).toArray();
    return row && JSON.parse(row.artifact); // written by `note`
  }

  /** The uids of all sources of which something was said. */
  known(): string[] {
    return this.#sql
      .exec<{ uid: string }>("SELECT uid FROM source_news")
      .toArray()
      .map(({ uid }) => uid);
  }

  newsOf(uid: string): SourceNews | undefined {
    const query = "SELECT news FROM source_news WHERE uid = ?";
    const [row] = this.#sql.exec<{ news: string }>(query, uid).toArray();
    return row && JSON.parse(row.news); // written by `note`
  }

  #told(): Told[] {
    return this.#sql.exec<Told>("SELECT uid, repository, text FROM subscribed").toArray();
  }
}

function isServable(one: Wanted | Unservable): one is Wanted {
  return "subscription" in one;
}

function isTrouble(text: string): boolean {
  const { outcome }: SourceNews = JSON.parse(text); // written by `note`
  return !outcome.ok;
}

function textOf({ repository, subscription }: Wanted): string {
  // A credential is sealed anew each time it is mirrored, so its text changes; that costs a look, no more.
  return JSON.stringify([repository, subscription]);
}
