import type { Subscription } from "#shared/model/delivery.ts";
import { failed, type Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import { gitRefOf, refNameOf } from "#shared/model/source-ref.ts";
import type { Seen } from "./content/contents.ts";
import type { Access, Credentials } from "./credential/credential.ts";
import type { Group, Groups, Unseal } from "./groups.ts";
import type { FoundRef } from "./host.ts";
import { nextLook, pauseAfter } from "./interval.ts";
import { lookFor } from "./look.ts";
import type { Oid } from "./object/object-id.ts";
import type { RemoteShelf } from "./elsewhere/remote-shelf.ts";
import type { Schedule, Turn } from "./store/schedule.ts";
import type { Served, Serving } from "./serving.ts";
import type { Subscriber, SubscriberStore } from "./store/subscriber-store.ts";

export type VisitsParts = {
  readonly subscribers: SubscriberStore;
  readonly schedule: Schedule;
  readonly groups: Groups;
  readonly credentials: Credentials;
  readonly serving: Pick<Serving, "serve">;
  /** The repository as a group's credential sees it; `onLimit` hears when the host wants to be left alone. */
  readonly see: (group: Group, access: Access, onLimit: (until: Instant) => void) => Seen;
  readonly shelfFor: (subscription: Subscription, seen: Seen | undefined) => RemoteShelf;
  readonly open: Unseal;
  readonly now: () => Instant;
  readonly chance: () => number;
  readonly log: (line: string) => void;
};

/** A visit's knowledge of the host, which all of a group share. */
type Visit = {
  readonly seen: Seen;
  readonly shelf: RemoteShelf;
  readonly listed: Result<ReadonlyMap<string, FoundRef>>;
};

const mostGroups = 1_000;
const longestPause = 5 * 60_000;

/** Looks at the host for everybody whose turn it is, each credential once, and for all who share it. */
export class Visits {
  readonly #parts: VisitsParts;
  /** Until when each group's host wants to be left alone. */
  readonly #pauses = new Map<string, Instant>();
  /** Where each ref led when a group last asked, while this object lives. */
  readonly #heads = new Map<string, ReadonlyMap<string, FoundRef>>();

  constructor(parts: VisitsParts) {
    this.#parts = parts;
  }

  /** `told` is the commit that a push spoke of. */
  async due(told: Oid | undefined): Promise<void> {
    const { subscribers, schedule, groups, now, log } = this.#parts;
    const at = now();
    const all = subscribers.all();
    const due = await groups.of(all, {
      wanted: ({ subscription }) => schedule.of(subscription).next <= at,
      onSealed: ({ subscription }) => {
        log(
          `${subscription.cluster}: its credential cannot be opened; the relay's next connection seals it anew`,
        );
        this.#put(subscription, schedule.of(subscription), { again: true });
      },
    });
    for (const visit of await Promise.allSettled(due.map((group) => this.#visit(group, told))))
      if (visit.status === "rejected") log(`a visit failed: ${wordsOf(visit.reason)}`);
  }

  /** Whether a look has already found, or is just finding, that the ref leads there. */
  async knows({ subscription }: Subscriber, ref: string, after: Oid): Promise<boolean> {
    const key = await this.#parts.groups.keyOf(subscription).catch(() => "");
    return this.#heads.get(key)?.get(ref)?.commit === after;
  }

  async #visit(group: Group, told: Oid | undefined): Promise<void> {
    const { schedule, credentials, log } = this.#parts;
    // As of now: whoever asks from here on asks for another look.
    const turns = group.subscribers.map((subscriber) => ({
      subscriber,
      turn: schedule.of(subscriber.subscription),
    }));
    const pause = this.#pauseOf(group.key);
    if (pause !== undefined) {
      for (const { subscriber, turn } of turns)
        this.#put(subscriber.subscription, turn, { again: true, until: pause });
      return;
    }
    const limits: Instant[] = [];
    const visit = await this.#arrive(group, told, limits).catch((error: unknown) => {
      log(`a visit failed: ${wordsOf(error)}`);
      return undefined;
    });
    for (const { subscriber, turn } of turns) {
      const { subscription } = subscriber;
      const served = visit ? await this.#one(subscriber, visit) : { again: true };
      if (served.reason === "AuthenticationFailed") credentials.forget(group.key);
      this.#put(subscription, turn, { ...served, until: Math.max(0, ...limits) });
    }
    if (limits.length > 0) this.#pauses.set(group.key, Math.max(...limits));
  }

  /** A push asks at once, and a host that has had enough is still left alone; for no longer than that, as hosts err as well. */
  #pauseOf(group: string): Instant | undefined {
    const now = this.#parts.now();
    const pause = Math.min(this.#pauses.get(group) ?? 0, now + longestPause);
    if (pause > now) return pause;
    this.#pauses.delete(group);
    return undefined;
  }

  async #arrive(group: Group, told: Oid | undefined, limits: Instant[]): Promise<Visit | undefined> {
    const { credentials, see, shelfFor } = this.#parts;
    const [first] = group.subscribers;
    if (!first) return undefined;
    const { spec } = first.subscription;
    const access = await credentials.of({ spec, secret: group.secret, group: group.key });
    if (!access.ok) {
      // Without a credential nothing is fetched; what is here is served all the same.
      const seen = see(group, { tls: [] }, () => undefined);
      return { seen, shelf: shelfFor(first.subscription, undefined), listed: failed(...access.failures) };
    }
    const seen = see(group, access.value, (until) => void limits.push(until));
    const refs = group.subscribers.filter(isFollowed).map(({ subscription }) => gitRefOf(subscription.spec));
    const names = refs.map(refNameOf).filter((name) => name !== undefined);
    // What the ref names decides. The push's word for it only saves waiting for one request before the other.
    const [listed] = await Promise.all([
      seen.host.resolveRefs(names),
      refs.length > 0 && told ? seen.host.bring(told, { isListed: false }) : undefined,
    ]);
    if (listed.ok) this.#remember(group.key, listed.value);
    return { seen, shelf: shelfFor(first.subscription, seen), listed };
  }

  /** In place of what was listed before: a ref that is gone leads nowhere. */
  #remember(group: string, listed: ReadonlyMap<string, FoundRef>): void {
    if (this.#heads.size > mostGroups) this.#heads.clear();
    this.#heads.set(group, listed);
  }

  async #one(subscriber: Subscriber, { seen, shelf, listed }: Visit): Promise<Served & { reason?: string }> {
    const { serving, open, now, log } = this.#parts;
    const { subscription } = subscriber;
    try {
      const look = isFollowed(subscriber)
        ? await lookFor(subscription, { seen, listed, open, now: now() })
        : undefined;
      const served = await serving.serve(subscriber, look, { seen, shelf });
      return { ...served, ...(look && !look.ok && { reason: look.reason }) };
    } catch (error) {
      // One cluster's trouble is not to keep the others from their turn.
      log(`${subscription.cluster}: ${wordsOf(error)}`);
      return { again: true };
    }
  }

  /** When the next look is due: at the interval, or soon where this one was in vain. */
  #put(subscription: Subscription, turn: Turn, { again, until = 0 }: Served & { until?: Instant }): void {
    const { schedule, now, chance } = this.#parts;
    const regular = nextLook(subscription.spec, now(), chance());
    const next = again ? Math.max(now() + pauseAfter(turn.attempts), until) : Math.max(regular, until);
    schedule.set(subscription, { next, turn: turn.turn, attempts: again ? turn.attempts + 1 : 0 });
  }
}

function isFollowed({ subscription }: Subscriber): boolean {
  return subscription.spec["suspend"] !== true;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
