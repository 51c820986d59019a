import { DurableObject } from "cloudflare:workers";
import type { Delivery, Subscription } from "#shared/model/delivery.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { gitRefOf, refNameOf } from "#shared/model/source-ref.ts";
import { Builds, type Planner, type Reach } from "./builds.ts";
import type { Capabilities } from "./git-client.ts";
import { Host } from "./host.ts";
import { Inbox } from "./inbox.ts";
import { parseOid, type Oid } from "./object-id.ts";
import { ObjectStore } from "./object-store.ts";
import { addressRefused } from "./remote-address.ts";
import { RemoteRepositories } from "./remote-repositories.ts";
import { RemoteShelf } from "./remote-shelf.ts";
import { remoteFor } from "./remote.ts";
import { SubscriberStore, type Subscriber } from "./subscriber-store.ts";
import { Visits, type Credential } from "./visits.ts";

/** A push, as far as a repository's object needs it. */
export type Pushed = { readonly ref: string; readonly after: string };
export type Filing = "filed" | "seen-before" | "nobody-follows";

/** The rooms that a repository's object is given by the corridor. */
export type RepositoryRooms = {
  readonly open: (sealed: string) => Promise<string>;
  readonly deliver: (cluster: string, delivery: Delivery) => Promise<readonly string[]>;
  readonly planner: Planner;
  readonly fetch: typeof fetch;
  /** Whether builds may fetch what kustomizations name from elsewhere. */
  readonly remoteResources: boolean;
  readonly log: (line: string) => void;
};

/** After a push the look begins at once; this is when it is owed again if that one was lost. */
const owedAfter = 5_000;
const longestWait = 5 * 60_000;
/** A Durable Object may hold 10 GB. */
const mostStored = 2 * 1024 ** 3;
/** Commits of one credential that are remembered as seen; forgetting them costs a request. */
const mostSeen = 1_000;

/** One repository, whoever follows it: fetches what is new once, builds what it changes, tells each cluster. */
export class RepositoryObject<Env> extends DurableObject<Env> {
  readonly #rooms: RepositoryRooms;
  readonly #store: ObjectStore;
  readonly #remotes: RemoteRepositories;
  readonly #subscribers: SubscriberStore;
  readonly #inbox: Inbox;
  readonly #builds: Builds;
  readonly #visits: Visits;
  #looking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  /** Which commits each credential was given by the host itself. */
  readonly #seen = new Map<string, Set<Oid>>();
  /** The commit that the last push told of: fetched while its ref is still being looked up. */
  #told: Oid | undefined;

  constructor(ctx: DurableObjectState, env: Env, rooms: RepositoryRooms) {
    super(ctx, env);
    const { sql } = ctx.storage;
    this.#rooms = rooms;
    this.#store = new ObjectStore(sql);
    this.#remotes = new RemoteRepositories(sql);
    this.#subscribers = new SubscriberStore(sql);
    this.#inbox = new Inbox(sql);
    this.#builds = new Builds({ sql, store: this.#store, planner: rooms.planner });
    this.#visits = new Visits({
      subscribers: this.#subscribers,
      builds: this.#builds,
      reachFor: (subscription, credential) => this.#reachFor(subscription, credential),
      open: rooms.open,
      deliver: rooms.deliver,
      log: rooms.log,
    });
  }

  /** Files a push and answers; the look at the host goes on behind. */
  async file(push: Pushed, delivery: string): Promise<Filing> {
    const follows = ({ subscription }: Subscriber): boolean =>
      refNameOf(gitRefOf(subscription.spec)) === push.ref;
    if (!this.#subscribers.all().some(follows)) return "nobody-follows";
    if (!this.#inbox.file(delivery, Date.now())) return "seen-before";
    this.#told = parseOid(push.after);
    await this.#owe();
    this.ctx.waitUntil(this.#look());
    return "filed";
  }

  /** Takes a cluster's wish for one GitRepository in place of its last one; `look` asks the host at once. */
  async subscribe(subscription: Subscription, look: boolean): Promise<void> {
    const { cluster, uid, kustomizations } = subscription;
    this.#letGo(this.#subscribers.of(cluster, uid), kustomizations);
    const isNews = this.#subscribers.put(subscription);
    if (!isNews && !look) return this.#revive();
    await this.#owe();
    this.ctx.waitUntil(this.#look());
  }

  async unsubscribe(cluster: string, uid: string): Promise<void> {
    this.#letGo(this.#subscribers.of(cluster, uid), []);
    this.#subscribers.remove(cluster, uid);
  }

  /** Forgets the builds of Kustomizations that a subscription had and has no more. */
  #letGo(before: Subscription | undefined, now: Subscription["kustomizations"]): void {
    const kept = new Set(now.map(({ uid }) => uid));
    for (const { uid } of before?.kustomizations ?? []) if (!kept.has(uid)) this.#builds.forget(uid);
  }

  /** A look that is owed and has lost its alarm would be waited for until the interval has passed. */
  async #revive(): Promise<void> {
    if (!this.#inbox.debt() || (await this.ctx.storage.getAlarm()) !== null) return;
    await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {
    if (this.#inbox.debt()) await this.#look();
  }

  async #owe(): Promise<void> {
    this.#inbox.owe();
    await this.ctx.storage.setAlarm(Date.now() + owedAfter);
  }

  /** One look at a time. Whoever asks while one waits to begin is answered by that one. */
  #look(): Promise<void> {
    this.#waiting ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        this.#looking = this.#lookNow();
        return this.#looking;
      });
    return this.#waiting;
  }

  async #lookNow(): Promise<void> {
    // Paid only when it is done: an edge that dies on the way still owes it.
    const { turn, attempts } = this.#inbox.debt() ?? { turn: 0, attempts: 0 };
    let isWhole = false;
    try {
      const told = this.#told;
      this.#told = undefined;
      this.#remotes.forgetPast(mostStored); // these first: then it may be enough
      this.#store.forgetPast(mostStored);
      isWhole = await this.#visits.all(told);
    } catch (error) {
      this.#rooms.log(`look at the host failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (isWhole) {
      if (this.#inbox.paid(turn)) await this.ctx.storage.deleteAlarm();
      return;
    }
    this.#inbox.failed();
    await this.ctx.storage.setAlarm(Date.now() + Math.min(1_000 * 2 ** attempts, longestWait));
  }

  #reachFor(subscription: Subscription, credential: Credential): Reach {
    const host = this.#hostFor(subscription, credential);
    const { fetch, remoteResources: isOn } = this.#rooms;
    const { url: own } = subscription.spec;
    const self = typeof own === "string" ? canonicalRepository(own) : undefined;
    const shelf = new RemoteShelf({
      isOn,
      fetch,
      // The source's credential goes where the source's URL says, and for the same repository only.
      open: (url, fetching) =>
        self !== undefined && canonicalRepository(url) === self
          ? { host, store: this.#store, isAnonymous: false }
          : (addressRefused(url) ?? this.#remotes.open(url, fetching)),
      now: () => Date.now(),
    });
    return { host, shelf };
  }

  #hostFor(subscription: Subscription, { secret, group }: Credential): Host {
    if (this.#seen.size > mostSeen) this.#seen.clear();
    const sight = this.#seen.get(group) ?? new Set<Oid>();
    this.#seen.set(group, sight);
    if (sight.size > mostSeen) sight.clear();
    const remote = remoteFor(subscription, secret, this.#rooms.fetch);
    const { kv } = this.ctx.storage;
    const place = `capabilities ${remote.url}`;
    return new Host({
      remote,
      store: this.#store,
      capabilities: {
        get: () => kv.get<Capabilities>(place),
        put: (known) => (known ? kv.put(place, known) : void kv.delete(place)),
      },
      sight,
      now: () => Date.now(),
    });
  }
}
