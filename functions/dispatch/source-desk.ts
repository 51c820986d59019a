import type { SourceNews, Subscription } from "#shared/model/delivery.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { Instruction } from "#shared/wire/to-relay.ts";
import type { DesiredStore } from "./desired-store.ts";
import type { MirrorStore } from "./mirror-store.ts";
import type { SourceBook } from "./source-book.ts";
import { includes } from "./included.ts";
import { dependentsOf, sourceless } from "./subscriptions.ts";

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

/** A cluster's dealings with its sources: asks repositories for them, and passes on what they say. */
export class SourceDesk {
  readonly #parts: SourceDeskParts;

  constructor(parts: SourceDeskParts) {
    this.#parts = parts;
  }

  /** Brings every repository up to what the mirror asks for; `retell` tells a new relay what is known already. */
  async follow(retell: boolean): Promise<void> {
    const { book, mirror, repository } = this.#parts;
    if (retell) for (const news of book.known()) await this.say(news);
    const { gone, changed, unservable } = book.changes(mirror);
    for (const one of gone) {
      await repository(one.repository).unsubscribe(book.self().cluster, one.uid);
      book.left(one.uid, one.repository);
    }
    for (const wanted of changed) await repository(wanted.repository).subscribe(wanted.subscription, true);
    for (const { source, ...trouble } of unservable)
      await this.say({
        uid: source.uid,
        generation: source.generation,
        outcome: { ok: false, condition: "FetchFailed", ...trouble },
      });
    for (const { kustomization, message } of sourceless(mirror)) await this.#fail(kustomization, message);
  }

  /** Makes sure that the repositories still know us; when to look at the host is theirs to know. */
  async patrol(): Promise<void> {
    const { book, mirror, repository, log } = this.#parts;
    for (const wanted of book.wanted(mirror)) {
      if (!("subscription" in wanted)) continue;
      // A repository in trouble must not keep the others, nor the audit behind them, from their turn.
      await repository(wanted.repository)
        .subscribe(wanted.subscription, false)
        .catch((error: unknown) => log(`${wanted.repository}: ${String(error)}`));
    }
  }

  /** Passes on what is known of a source: to its status, to those who asked to hear, to what is made from it. */
  async say(news: SourceNews): Promise<void> {
    const { book, mirror, send, tell } = this.#parts;
    const kind = book.note(news);
    await send({ type: "source-verdict", ...news });
    const source = mirror.byUid(news.uid);
    if (!source) return;
    const happening = kind === "old" ? undefined : happeningOf(source, news, kind === "recovery");
    if (happening) tell(happening);
    if (kind !== "old" && news.outcome.ok && mirror.all("GitRepository").some((one) => includes(one, source)))
      await this.follow(false); // who includes it has something new to fetch
    if (news.outcome.ok) return;
    // What has never been fetched has no artifact to fall back on: what is made from it says so.
    for (const dependent of dependentsOf(source, mirror))
      if (this.#parts.desired.wish(dependent.uid) === undefined)
        await this.#fail(dependent, `Source artifact not found: ${news.outcome.message}`);
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
