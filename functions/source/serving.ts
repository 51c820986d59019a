import type { BuildNews, Delivery, SourceNews, Subscription } from "#shared/model/delivery.ts";
import { done, type Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { At, Builds } from "./builds.ts";
import { contentDigest } from "./content/content-digest.ts";
import type { Contents, Seen } from "./content/contents.ts";
import type { FileTree } from "./content/file-tree.ts";
import type { Look } from "./look.ts";
import type { RemoteShelf } from "./elsewhere/remote-shelf.ts";
import { SourceFiles } from "./content/source-files.ts";
import { artifactOf, contentKey, identityOf, newsText, type LastLook } from "./source-news.ts";
import { toldOf, troubleOf, type Trouble } from "./source-trouble.ts";
import type { Subscriber, SubscriberStore, Told } from "./store/subscriber-store.ts";
import { TreeMissing } from "./content/snapshot.ts";
import type { Facts } from "./content/tree-facts.ts";
import { TreeUnreadable } from "./content/walk-bounds.ts";

export type ServingParts = {
  readonly subscribers: SubscriberStore;
  readonly builds: Builds;
  readonly contents: Contents;
  readonly facts: Facts;
  readonly deliver: (cluster: string, delivery: Delivery) => Promise<readonly string[]>;
  readonly now: () => Instant;
};

/** What a visit found: the repository as its credential sees it, and what its builds got from elsewhere. */
export type Found = { readonly seen: Seen; readonly shelf: RemoteShelf };

/** `again`: something went wrong that may go well in a moment. */
export type Served = { readonly again: boolean };

type News = Told & { readonly at: LastLook | undefined };
type Visit = {
  readonly subscriber: Subscriber;
  readonly look: Look | undefined;
  readonly found: Found;
};
type Content = { readonly at: LastLook; readonly tree: FileTree };

/** Tells a subscriber what is new, and only that. */
export class Serving {
  readonly #parts: ServingParts;

  constructor(parts: ServingParts) {
    this.#parts = parts;
  }

  /**
   * Without a look (the source is suspended) or after a bad one, the Kustomizations are served from the commit of the
   * last good one, as Flux serves them from its artifact.
   */
  async serve(subscriber: Subscriber, look: Look | undefined, found: Found): Promise<Served> {
    const { told } = subscriber;
    const news = await this.#newsOf(subscriber, look, found);
    const { at, source, builds } = news;
    const again = look?.ok === false && look.again;
    if (source === told.source && builds === told.builds) return { again };
    if (at) {
      const visit = { subscriber, look, found };
      return this.#serveAt(at, news, visit).catch((error: unknown) => this.#unreadable(visit, error));
    }
    if (look && !look.ok) await this.#tellTrouble(subscriber, look, source);
    return { again };
  }

  /** What there is to be told, as texts that are compared with what was told last. */
  async #newsOf(
    { subscription, told, last }: Subscriber,
    look: Look | undefined,
    found: Found,
  ): Promise<News> {
    const before = last && { ...last, key: contentKey(subscription, last.commit) };
    const at = look?.ok ? lookedAt(subscription, look) : before;
    const builds = at ? await this.#buildsText(subscription, at, found) : told.builds;
    if (!look) return { at, builds, source: told.source };
    const about = look.ok ? [at?.revision, at?.key, look.verified] : toldOf(look);
    return { at, builds, source: newsText(subscription, about) };
  }

  async #serveAt(at: LastLook, { source, builds }: News, visit: Visit): Promise<Served> {
    const { subscriber, look, found } = visit;
    const { subscription, told, last } = subscriber;
    // A good look has brought its commit; that of an earlier one may have been forgotten since.
    const here = look?.ok ? undefined : await this.#bringAgain(found.seen, at);
    if (here && !here.ok) return this.#contentFailed(visit, troubleOf(here.failures));
    const tree = await this.#parts.contents.of(subscription, found.seen, at.commit);
    if (!tree.ok) return this.#contentFailed(visit, troubleOf(tree.failures));
    if (builds !== told.builds) {
      const built = await this.#tellBuilds(subscription, { at, tree: tree.value }, found);
      if (!built.ok) return this.#contentFailed(visit, troubleOf(built.failures));
    }
    const isTold = look === undefined || source === told.source;
    const digest = isTold
      ? (last?.digest ?? "")
      : await this.#tellSource(subscriber, look, { at, tree: tree.value });
    // Building asked for other things from elsewhere, perhaps; the shelf holds them as the builds saw them.
    const heard = { source, builds: await this.#buildsText(subscription, at, found) };
    this.#parts.subscribers.tell(subscription, heard, { ...at, digest });
    return { again: look?.ok === false && look.again };
  }

  async #bringAgain({ store, host }: Seen, { commit }: LastLook): Promise<Result<unknown>> {
    return store.commitIsWhole(commit) ? done(commit) : host.bring(commit, { isListed: false });
  }

  async #unreadable(visit: Visit, error: unknown): Promise<Served> {
    if (error instanceof TreeMissing) {
      error.mend();
      return { again: true };
    }
    if (!(error instanceof TreeUnreadable)) throw error;
    const remedy = "Remove what is damaged or too much from the branch";
    const failure = {
      code: "source/tree-unreadable",
      subject: "the repository",
      message: error.message,
      remedy,
    };
    return this.#contentFailed(visit, troubleOf([failure]));
  }

  /**
   * What a good look found cannot be had: so the last one is served, as after a bad look. After a bad look, that one's
   * trouble is what counts.
   */
  async #contentFailed({ subscriber, look, found }: Visit, trouble: Trouble): Promise<Served> {
    if (look?.ok) {
      const served = await this.serve(subscriber, { ok: false, ...trouble }, found);
      return { again: served.again || trouble.again };
    }
    if (!look) return { again: trouble.again };
    await this.#tellTrouble(subscriber, look, newsText(subscriber.subscription, toldOf(look)));
    return { again: trouble.again || look.again };
  }

  async #tellTrouble(
    { subscription, told, last }: Subscriber,
    trouble: Trouble,
    source: string,
  ): Promise<void> {
    if (source === told.source) return;
    await this.#deliverTrouble(subscription, trouble);
    this.#parts.subscribers.tell(subscription, { ...told, source }, last);
  }

  async #deliverTrouble(subscription: Subscription, trouble: Trouble): Promise<void> {
    const outcome = { ok: false, ...toldOf(trouble) } as const;
    await this.#deliver(subscription, { source: { ...identityOf(subscription), outcome }, builds: [] });
  }

  /** The source's own news. Gives the digest of what it holds, which the next look is measured against. */
  async #tellSource({ subscription, last }: Subscriber, look: Look, { at, tree }: Content): Promise<string> {
    if (!look.ok) {
      await this.#deliverTrouble(subscription, look);
      return at.digest;
    }
    const content = await contentDigest(tree, this.#parts.facts);
    const note = this.#parts.builds.noteOf(at.commit);
    const included = subscription.includes?.map(({ artifact }) => artifact) ?? [];
    const outcome: SourceNews["outcome"] = {
      ok: true,
      artifact: artifactOf(subscription, { ...at, ...content, at: this.#parts.now() }),
      isNew: last?.digest !== content.digest,
      ...(note ? { commit: note } : {}),
      ...(look.verified ? { verified: look.verified } : {}),
      ...(included.length > 0 ? { included } : {}),
    };
    await this.#deliver(subscription, { source: { ...identityOf(subscription), outcome }, builds: [] });
    return content.digest;
  }

  /** Objects first, status after: what people wait for is the change. */
  async #tellBuilds(
    subscription: Subscription,
    content: Content,
    { shelf }: Found,
  ): Promise<Result<unknown>> {
    const at: At = {
      cluster: subscription.cluster,
      shelf,
      tree: new SourceFiles(content.tree),
      revision: content.at.revision,
      note: this.#parts.builds.noteOf(content.at.commit),
    };
    const built = await this.#parts.builds.all(subscription.kustomizations, at);
    if (!built.ok) return built;
    const stale = await this.#deliver(subscription, { builds: changedFirst(built.value) });
    if (stale.length === 0) return built;
    // A cluster that holds other builds than we thought gets all of them: built anew, on no base.
    for (const uid of stale) this.#parts.builds.forget(subscription.cluster, uid);
    const behind = subscription.kustomizations.filter(({ uid }) => stale.includes(uid));
    const anew = await this.#parts.builds.all(behind, at);
    if (anew.ok) await this.#deliver(subscription, { builds: anew.value });
    return anew;
  }

  /** A cluster that has left meanwhile follows another repository by now: this one's news would undo that one's. */
  async #deliver(subscription: Subscription, delivery: Delivery): Promise<readonly string[]> {
    if (!this.#parts.subscribers.stands(subscription)) return [];
    return this.#parts.deliver(subscription.cluster, delivery);
  }

  /**
   * All that a subscriber's builds depend on: the content, what is asked of them, and what they got from elsewhere, which
   * is looked up again at each visit. So a moved branch is noticed at the source's interval, without any push.
   */
  async #buildsText(
    { cluster, kustomizations }: Subscription,
    at: LastLook,
    { shelf }: Found,
  ): Promise<string> {
    const elsewhere = await this.#parts.builds.elsewhere(cluster, kustomizations, shelf);
    return JSON.stringify([
      at.key,
      at.revision,
      kustomizations.map((one) => [one.uid, one.generation, one.requestedAt ?? ""]),
      ...(elsewhere === "" ? [] : [elsewhere]),
    ]);
  }
}

function lookedAt(subscription: Subscription, { chosen }: Look & { ok: true }): LastLook {
  const { commit, revision } = chosen;
  return { commit, revision, key: contentKey(subscription, commit), digest: "" };
}

function changedFirst(builds: readonly BuildNews[]): BuildNews[] {
  const isChanged = ({ outcome }: BuildNews): boolean =>
    outcome.type === "failed" || outcome.put.length + outcome.drop.length > 0;
  return [...builds.filter(isChanged), ...builds.filter((news) => !isChanged(news))];
}
