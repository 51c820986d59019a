import type { SourceNews, Subscription } from "#shared/model/delivery.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { Instruction } from "#shared/wire/to-relay.ts";
import type { DesiredStore } from "./desired-store.ts";
import type { MirrorStore } from "./mirror-store.ts";
import type { SourceBook, SubscriptionChanges } from "./source-book.ts";
import { includes } from "./included.ts";
import { dependentsOf, sourceless, type Wanted } from "./subscriptions.ts";

/** What a repository's object can be asked. */
export type RepositoryDesk = {
  readonly subscribe: (subscription: Subscription, look: boolean) => Promise<void>;
  readonly unsubscribe: (cluster: string, uid: string) => Promise<void>;
};

export type SourceDeskParts = {
  readonly mirror: MirrorStore;
  readonly book: SourceBook;
  readonly desired: DesiredStore;
  readonly repository: (name: string) => RepositoryDesk;
  readonly send: (instruction: Instruction) => Promise<boolean>;
  readonly tell: (happening: Happening) => void;
  readonly plan: (uid: string) => Promise<void>;
  readonly log: (line: string) => void;
};

type Left = SubscriptionChanges["gone"][number];

/** A cluster's dealings with its sources: asks repositories for them, and passes on what they say. */
export class SourceDesk {
  readonly #parts: SourceDeskParts;
  #following: Promise<void> = Promise.resolve();

  constructor(parts: SourceDeskParts) {
    this.#parts = parts;
  }

  /**
   * Brings every repository up to what the mirror asks for; `retell` tells a new relay what is known already. One after
   * the other, so that no repository hears an older wish after a newer one.
   */
  follow(retell: boolean): Promise<void> {
    return this.#inTurn(() => this.#followNow(retell));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#following.then(work);
    this.#following = done.catch(() => undefined);
    return done;
  }

  async #followNow(retell: boolean): Promise<void> {
    const { book, mirror } = this.#parts;
    // Each as of its turn: a repository may say something newer while the relay is told of another.
    if (retell)
      for (const uid of book.known()) {
        const news = book.newsOf(uid);
        if (news) await this.#pass(news);
      }
    const { gone, changed, unservable } = book.changes(mirror);
    for (const one of gone) await this.#leave(one);
    for (const wanted of changed) await this.#ask(wanted, true);
    for (const { source, ...trouble } of unservable)
      await this.#pass({
        uid: source.uid,
        generation: source.generation,
        ...(source.requestedAt === undefined ? {} : { requestedAt: source.requestedAt }),
        outcome: { ok: false, condition: "FetchFailed", ...trouble },
      });
    for (const { kustomization, message } of sourceless(mirror)) await this.#fail(kustomization, message);
  }

  /** Makes sure that the repositories still know us, and no other does; when to look at the host is theirs to know. */
  patrol(): Promise<void> {
    const { book, mirror } = this.#parts;
    return this.#inTurn(async () => {
      for (const one of book.gone(mirror)) await this.#leave(one);
      for (const wanted of book.wanted(mirror)) if ("subscription" in wanted) await this.#ask(wanted, false);
    });
  }

  /** A repository in trouble must not keep the others from their turn: the patrol asks again. */
  async #ask({ repository, subscription }: Wanted, look: boolean): Promise<void> {
    await this.#parts
      .repository(repository)
      .subscribe(subscription, look)
      .catch((error: unknown) => this.#parts.log(`${repository}: ${String(error)}`));
  }

  /** One that cannot be told so now is told by the patrol. */
  async #leave({ repository, uid }: Left): Promise<void> {
    const { book, log } = this.#parts;
    try {
      await this.#parts.repository(repository).unsubscribe(book.self().cluster, uid);
      book.left(uid, repository);
    } catch (error) {
      log(`${repository}: ${String(error)}`);
    }
  }

  /** Passes on what is known of a source: to its status, to those who asked to hear, to what is made from it. */
  async say(news: SourceNews): Promise<void> {
    const source = await this.#pass(news);
    const all = this.#parts.mirror.all("GitRepository");
    // Who includes it has something new to fetch.
    if (source && news.outcome.ok && all.some((one) => includes(one, source))) await this.follow(false);
  }

  /** Gives the source, when it is another news than the last. */
  async #pass(news: SourceNews): Promise<Resource | undefined> {
    const { book, mirror, send, tell } = this.#parts;
    const kind = book.note(news);
    await send({ type: "source-verdict", ...news });
    const source = mirror.byUid(news.uid);
    if (!source) return undefined;
    const happening = kind === "old" ? undefined : happeningOf(source, news, kind === "recovery");
    if (happening) tell(happening);
    if (!news.outcome.ok) await this.#failDependents(source, news.outcome.message);
    return kind === "old" ? undefined : source;
  }

  /** What has never been fetched has no artifact to fall back on: what is made from it says so. */
  async #failDependents(source: Resource, message: string): Promise<void> {
    for (const dependent of dependentsOf(source, this.#parts.mirror))
      if (this.#parts.desired.wish(dependent.uid) === undefined)
        await this.#fail(dependent, `Source artifact not found: ${message}`);
  }

  async #fail({ uid, generation, requestedAt }: Resource, message: string): Promise<void> {
    const outcome = { type: "failed", reason: "ArtifactFailed", message } as const;
    const asked = requestedAt === undefined ? {} : { requestedAt };
    this.#parts.desired.take({ uid, generation, revision: "", outcome, ...asked });
    await this.#parts.plan(uid);
  }
}

function happeningOf(
  { namespace, name, uid }: Resource,
  { outcome }: SourceNews,
  isRecovery: boolean,
): Happening | undefined {
  const base = { kind: "GitRepository", namespace, name, uid } as const;
  if (!outcome.ok)
    return { ...base, severity: "error", reason: outcome.reason, message: outcome.message, metadata: {} };
  if (!outcome.isNew && !isRecovery) return undefined;
  const { artifact, commit, isNew } = outcome;
  return {
    ...base,
    severity: "info",
    reason: isNew ? "NewArtifact" : "Succeeded",
    message: `stored artifact for commit '${commit?.subject.slice(0, 50) ?? ""}'`,
    metadata: { revision: artifact.revision },
  };
}
