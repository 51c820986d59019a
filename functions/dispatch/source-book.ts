import type { SourceNews, Subscription } from "#shared/model/delivery.ts";
import { parseDuration, type Instant } from "#shared/model/instant.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import { refOfInventoryId } from "#shared/model/inventory.ts";
import type { Ledger } from "#shared/model/ledger.ts";
import type { Hello } from "#shared/wire/to-edge.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { subscriptionsOf, type Self, type Unservable, type Wanted } from "./subscriptions.ts";

/** What has changed between what the repositories were told and what the mirror asks for. */
export type SubscriptionChanges = {
  readonly changed: readonly Wanted[];
  readonly gone: readonly { readonly repository: string; readonly uid: string }[];
  readonly unservable: readonly Unservable[];
};

type Told = { uid: string; repository: string; text: string; looked: number };

/** What this cluster has asked of repositories, what they last said, and what its relay remembers. */
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
      CREATE TABLE IF NOT EXISTS relay_heads (uid TEXT PRIMARY KEY, head TEXT NOT NULL);
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

  rememberHeads(heads: Hello["heads"]): void {
    this.#sql.exec("DELETE FROM relay_heads");
    for (const { uid, head } of heads) this.#sql.exec("INSERT INTO relay_heads VALUES (?, ?)", uid, head);
  }

  forgetHead(uid: string): void {
    this.#sql.exec("DELETE FROM relay_heads WHERE uid = ?", uid);
  }

  /**
   * Whether ledger and relay agree on a Kustomization's past, so that plans may build on it. Where neither
   * has one, what another reconciler left in `status.inventory` is taken into the ledger as of unknown content.
   */
  settles({ uid, inventory = [] }: Resource, ledger: LedgerBook): boolean {
    if (ledger.verified(uid)) return true;
    const query = "SELECT head FROM relay_heads WHERE uid = ?";
    const theirs = this.#sql.exec<{ head: string }>(query, uid).toArray()[0]?.head ?? "";
    const ours = ledger.head(uid);
    if (theirs !== ours) return false;
    if (ours === "") ledger.doubt(uid, keysIn(inventory));
    ledger.verify(uid, ours);
    return true;
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

/** The part of the ledger that agreement on the past needs. */
type LedgerBook = {
  readonly read: (uid: string) => Ledger;
  readonly head: (uid: string) => string;
  readonly verified: (uid: string) => boolean;
  readonly verify: (uid: string, head: string) => void;
  readonly doubt: (uid: string, keys: readonly RefKey[]) => void;
};

function textOf({ repository, subscription }: Wanted): string {
  // A credential is sealed anew each time it is mirrored, so its text changes; that costs a look, no more.
  return JSON.stringify([repository, subscription]);
}

function keysIn(inventory: readonly { readonly id: string }[]): RefKey[] {
  return inventory.flatMap(({ id }) => {
    const ref = refOfInventoryId(id);
    return ref ? [keyOf(ref)] : [];
  });
}
