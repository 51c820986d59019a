import type { Delivery, SubscribedInclude, Subscription } from "#shared/model/delivery.ts";
import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Filing, RefMove } from "#shared/model/hook.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { concerns, gitRefOf } from "#shared/model/source-ref.ts";
import { Builds, type Planner } from "./builds.ts";
import { Contents, type Seen } from "./content/contents.ts";
import { Credentials, type Access } from "./credential/credential.ts";
import type { Capabilities } from "./git/git-client.ts";
import { Evictions } from "./evictions.ts";
import { Groups, type Group } from "./groups.ts";
import { Host } from "./host.ts";
import { Inbox } from "./store/inbox.ts";
import { parseOid, type Oid } from "./object/object-id.ts";
import { nearUrl } from "./git/near-url.ts";
import { ObjectStore } from "./store/object-store.ts";
import { Pace } from "./pace.ts";
import { shownUrl } from "./git/git-remote.ts";
import { addressRefused, leadsHome } from "./elsewhere/remote-address.ts";
import { RemoteRepositories } from "./elsewhere/remote-repositories.ts";
import { RemoteShelf } from "./elsewhere/remote-shelf.ts";
import { remoteFor } from "./remote.ts";
import { Schedule } from "./store/schedule.ts";
import { Serving } from "./serving.ts";
import { ReadMemo } from "./content/snapshot.ts";
import { SubscriberStore, type Subscriber } from "./store/subscriber-store.ts";
import { TreeFacts } from "./content/tree-facts.ts";
import { Visits } from "./visits.ts";

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

/** After a push the look begins at once; this is when it is made again if that one was lost. */
const owedAfter = 5_000;
/** Commits of one credential that are remembered as seen; forgetting them costs a request. */
const mostSeen = 1_000;

/** One repository, whoever follows it: fetches what is new once, builds what it changes, tells each cluster. */
export class FollowedRepository {
  readonly ctx: DurableObjectState;
  readonly #rooms: RepositoryRooms;
  readonly #store: ObjectStore;
  readonly #remotes: RemoteRepositories;
  readonly #subscribers: SubscriberStore;
  readonly #schedule: Schedule;
  readonly #inbox: Inbox;
  readonly #builds: Builds;
  readonly #facts: TreeFacts;
  readonly #memo = new ReadMemo();
  readonly #credentials: Credentials;
  readonly #groups: Groups;
  readonly #visits: Visits;
  readonly #evictions: Evictions;
  readonly #pace = new Pace();
  #looking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  /** Which commits each credential was given by the host itself. */
  readonly #seen = new Map<string, Set<Oid>>();
  /** The commit that the last push told of: fetched while its ref is still being looked up. */
  #told: Oid | undefined;
  /** When the alarm is due that a look that was begun has set, while it stands. */
  #owed = 0;

  constructor(ctx: DurableObjectState, rooms: RepositoryRooms) {
    this.ctx = ctx;
    const { sql } = ctx.storage;
    const now = (): number => Date.now();
    this.#rooms = rooms;
    this.#store = new ObjectStore(sql);
    this.#remotes = new RemoteRepositories(sql);
    this.#subscribers = new SubscriberStore(sql);
    this.#schedule = new Schedule(sql);
    this.#inbox = new Inbox(sql);
    this.#facts = new TreeFacts(sql);
    this.#builds = new Builds({ sql, store: this.#store, planner: rooms.planner });
    this.#credentials = new Credentials({ fetch: rooms.fetch, now });
    this.#groups = new Groups(rooms.open);
    this.#evictions = new Evictions({
      kv: ctx.storage.kv,
      store: this.#store,
      remotes: this.#remotes,
      inUse: () => this.#subscribers.all().flatMap(({ last }) => (last ? [last.commit] : [])),
    });
    const contents = new Contents({
      memo: this.#memo,
      facts: this.#facts,
      openSubmodule: (url, parent, spec) => this.#openSubmodule(url, parent, spec),
      openInclude: (include) => this.#openInclude(include),
    });
    this.#visits = new Visits({
      subscribers: this.#subscribers,
      schedule: this.#schedule,
      groups: this.#groups,
      credentials: this.#credentials,
      serving: new Serving({
        subscribers: this.#subscribers,
        builds: this.#builds,
        contents,
        facts: this.#facts,
        deliver: rooms.deliver,
        now,
      }),
      see: (group, access, onLimit) => this.#see(group, access, onLimit),
      shelfFor: (subscription, seen) => this.#shelfFor(subscription, seen),
      open: rooms.open,
      now,
      chance: () => Math.random(),
      log: rooms.log,
    });
  }

  /** Files a push and answers; the look at the host goes on behind. Without a ref it may be any that has moved. */
  async file({ ref, after }: Partial<RefMove>, delivery: string | undefined): Promise<Filing> {
    const concerned = this.#subscribers
      .all()
      .filter(({ subscription }) => ref === undefined || concerns(ref, gitRefOf(subscription.spec)));
    if (concerned.length === 0) return "nobody-follows";
    const told = after === undefined ? undefined : parseOid(after);
    const isKnown = ref !== undefined && told !== undefined && (await this.#knows(concerned, ref, told));
    // From here on nothing is awaited: a delivery that counts as filed has asked for its look.
    if (delivery !== undefined && !this.#inbox.file(delivery, Date.now())) return "seen-before";
    if (isKnown) return "filed";
    this.#told = told;
    for (const { subscription } of concerned) this.#schedule.ask(subscription);
    await this.#beginLook();
    return "filed";
  }

  /** Takes a cluster's wish for one GitRepository in place of its last one; `look` asks the host at once. */
  async subscribe(subscription: Subscription, look: boolean): Promise<void> {
    const { cluster, uid, kustomizations } = subscription;
    this.#letGo(this.#subscribers.of(cluster, uid), kustomizations);
    const isNews = this.#subscribers.put(subscription);
    if (!isNews && !look) return this.#wake();
    this.#schedule.ask(subscription);
    await this.#beginLook();
  }

  /** False when nobody follows the repository any more. */
  async unsubscribe(cluster: string, uid: string): Promise<boolean> {
    this.#letGo(this.#subscribers.of(cluster, uid), []);
    this.#subscribers.remove(cluster, uid);
    this.#schedule.forget({ cluster, uid });
    return this.#subscribers.all().length > 0;
  }

  /** Nobody comes to follow it, and no look is under way any more: whatever it holds may go. */
  async isLeft(): Promise<boolean> {
    await this.#looking.catch(() => undefined);
    return this.#waiting === undefined && this.#subscribers.all().length === 0;
  }

  async alarm(): Promise<void> {
    await this.#look();
  }

  async #knows(concerned: readonly Subscriber[], ref: string, after: Oid): Promise<boolean> {
    const known = await Promise.all(concerned.map((one) => this.#visits.knows(one, ref, after)));
    return known.every(Boolean);
  }

  /** Forgets the builds of Kustomizations that a subscription had and has no more. */
  #letGo(before: Subscription | undefined, now: Subscription["kustomizations"]): void {
    const kept = new Set(now.map(({ uid }) => uid));
    if (!before) return;
    for (const { uid } of before.kustomizations) if (!kept.has(uid)) this.#builds.forget(before.cluster, uid);
  }

  async #beginLook(): Promise<void> {
    const now = Date.now();
    // Setting one is two writes to the disk: in a burst of pushes one that is near enough stands.
    if (this.#owed <= now || this.#owed > now + owedAfter) {
      this.#owed = now + owedAfter;
      await this.ctx.storage.setAlarm(this.#owed);
    }
    this.ctx.waitUntil(this.#look());
  }

  /** Sets the alarm for the next look that is due, unless it is set: one that was lost would be waited for in vain. */
  async #wake(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.#setAlarm();
  }

  async #setAlarm(): Promise<void> {
    this.#owed = 0;
    const first = this.#schedule.first();
    if (first === undefined) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(first, Date.now()));
  }

  /** One look at a time. Whoever asks while one waits to begin is answered by that one. */
  #look(): Promise<void> {
    this.#waiting ??= this.#looking
      .catch(() => undefined)
      .then(async () => {
        const pause = this.#pace.take(Date.now());
        if (pause > 0) await scheduler.wait(pause);
        this.#waiting = undefined;
        this.#looking = this.#lookNow();
        return this.#looking;
      });
    return this.#waiting;
  }

  async #lookNow(): Promise<void> {
    try {
      const told = this.#told;
      this.#told = undefined;
      this.#facts.trim();
      this.#memo.trim();
      await this.#visits.due(told);
      await this.#evictions.due(Date.now());
    } catch (error) {
      this.#rooms.log(`look at the host failed: ${error instanceof Error ? error.message : String(error)}`);
      await this.ctx.storage.setAlarm(Date.now() + owedAfter);
      return;
    }
    await this.#setAlarm();
  }

  #see({ key, subscribers }: Group, access: Access, onLimit: (until: number) => void): Seen {
    if (this.#seen.size > mostSeen) this.#seen.clear();
    const sight = this.#seen.get(key) ?? new Set<Oid>();
    this.#seen.set(key, sight);
    if (sight.size > mostSeen) sight.clear();
    const spec = subscribers[0]?.subscription.spec ?? {};
    const remote = { ...remoteFor({ spec }, access, this.#rooms.fetch), onLimit };
    const { kv } = this.ctx.storage;
    const place = `capabilities ${remote.url}`;
    const host = new Host({
      remote,
      store: this.#store,
      capabilities: {
        get: () => kv.get<Capabilities>(place),
        put: (known) => (known ? kv.put(place, known) : void kv.delete(place)),
      },
      sight,
      now: () => Date.now(),
    });
    return { host, store: this.#store, access, group: key };
  }

  #shelfFor({ spec }: Subscription, seen: Seen | undefined): RemoteShelf {
    const { fetch, remoteResources: isOn } = this.#rooms;
    const { url: own } = spec;
    const self = typeof own === "string" ? canonicalRepository(own) : undefined;
    return new RemoteShelf({
      isOn,
      fetch,
      // The source's credential goes where the source's URL says, and for the same repository only.
      open: (url, fetching) =>
        seen && self !== undefined && canonicalRepository(url) === self
          ? { host: seen.host, store: seen.store, isAnonymous: false }
          : (addressRefused(url) ?? this.#remotes.open({ url, ...fetching })),
      now: () => Date.now(),
    });
  }

  #openSubmodule(url: string, { access, group }: Seen, spec: JsonObject): Result<Seen> {
    const own =
      typeof spec["url"] === "string" && URL.canParse(spec["url"]) ? new URL(spec["url"]) : undefined;
    const near = nearUrl(url, own);
    const isNear = near !== undefined;
    const trouble = isNear ? undefined : (addressRefused(url) ?? homeRefused(url, own));
    if (trouble) return failed({ code: "source/url-invalid", subject: shownUrl(url), ...trouble });
    const there = { spec: { ...spec, url: near ?? url } };
    const remote = remoteFor(there, isNear ? access : undefined, this.#rooms.fetch);
    const opened = this.#remotes.open(remote, isNear ? group : "");
    return done({ ...opened, access: isNear ? access : { tls: [] }, group: isNear ? group : "" });
  }

  async #openInclude(include: SubscribedInclude): Promise<Result<Seen>> {
    const group = await this.#groups.keyOf(include);
    const secret = await this.#groups.secretOf(include);
    const access = await this.#credentials.of({ spec: include.spec, secret, group });
    if (!access.ok) return access;
    const remote = remoteFor(include, access.value, this.#rooms.fetch);
    return done({ ...this.#remotes.open(remote, group), access: access.value, group });
  }
}

/** A commit is not to lead the edge to what listens on its own machine. */
function homeRefused(url: string, own: URL | undefined): Pick<Failure, "message" | "remedy"> | undefined {
  if (!leadsHome(url) || leadsHome(own?.href ?? "")) return undefined;
  const message = "lies on the edge's own machine, and the source does not";
  return { message, remedy: "Name the submodule by a URL that everybody can reach" };
}
