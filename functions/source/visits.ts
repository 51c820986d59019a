import type { BuildNews, Delivery, SourceNews, Subscription } from "#shared/model/delivery.ts";
import { sentence, type Failure, type Result } from "#shared/model/failure.ts";
import { kubeTime } from "#shared/model/instant.ts";
import { Secret } from "#shared/model/secret.ts";
import { gitRefOf, refNameOf, revisionOf } from "#shared/model/source-ref.ts";
import type { At, Builds, Reach } from "./builds.ts";
import { digestOf } from "./digest.ts";
import { commitOf, type Host } from "./host.ts";
import { parseOid, type Oid } from "./object-id.ts";
import { notSupported } from "./source-support.ts";
import type { Subscriber, SubscriberStore } from "./subscriber-store.ts";

export type VisitsParts = {
  readonly subscribers: SubscriberStore;
  readonly builds: Builds;
  readonly reachFor: (subscription: Subscription, credential: Credential) => Reach;
  readonly open: (sealed: string) => Promise<string>;
  readonly deliver: (cluster: string, delivery: Delivery) => Promise<readonly string[]>;
  readonly log: (line: string) => void;
};

/** What a subscriber reaches the host with. `group` names it, so that equal ones share a visit, and says nothing of it. */
export type Credential = { readonly secret: Secret | undefined; readonly group: string };

/** A look at the host for everybody who follows the repository, and what each is told of it. */
export class Visits {
  readonly #parts: VisitsParts;

  constructor(parts: VisitsParts) {
    this.#parts = parts;
  }

  /** Visits the host once for each credential; `told` is the commit that a push spoke of. False when something is to be tried again soon. */
  async all(told: Oid | undefined): Promise<boolean> {
    const groups = new Map<string, { readonly credential: Credential; readonly subscribers: Subscriber[] }>();
    let isWhole = true;
    for (const subscriber of this.#parts.subscribers.all())
      try {
        const credential = await this.#credentialOf(subscriber.subscription);
        const group = groups.get(credential.group) ?? { credential, subscribers: [] };
        groups.set(credential.group, { credential, subscribers: [...group.subscribers, subscriber] });
      } catch {
        const { cluster } = subscriber.subscription;
        this.#parts.log(
          `${cluster}: its credential cannot be opened; the relay's next connection seals it anew`,
        );
        isWhole = false;
      }
    const visits = [...groups.values()].map(({ subscribers, credential }) =>
      this.#visit(subscribers, { credential, told }),
    );
    for (const visit of await Promise.allSettled(visits)) {
      if (visit.status === "rejected") this.#parts.log(`a visit failed: ${String(visit.reason)}`);
      isWhole &&= visit.status === "fulfilled" && visit.value;
    }
    return isWhole;
  }

  async #credentialOf({ spec, credential }: Subscription): Promise<Credential> {
    const opened = credential === undefined ? undefined : await this.#parts.open(credential);
    const group = await digestOf(JSON.stringify([spec["url"], opened ?? ""]));
    return { secret: opened === undefined ? undefined : new Secret(opened), group };
  }

  /** What one credential sees. Commits are used only where the host gave them to this credential itself. */
  async #visit(subscribers: readonly Subscriber[], { credential, told }: Visit): Promise<boolean> {
    const [first] = subscribers;
    if (!first) return true;
    const reach = this.#parts.reachFor(first.subscription, credential);
    const { host } = reach;
    const followed = subscribers.filter(({ subscription }) => subscription.spec["suspend"] !== true);
    const refs = followed.map(({ subscription }) => gitRefOf(subscription.spec));
    // What the ref names decides. The push's word for it only saves waiting for one request before the other.
    const [listed] = await Promise.all([
      host.resolve(refs),
      followed.length > 0 && told ? host.bring(told, { isListed: false }) : undefined,
    ]);
    let isWhole = true;
    for (const subscriber of subscribers) {
      const look = followed.includes(subscriber)
        ? await this.#lookFor(subscriber, { host, listed })
        : undefined;
      const served = await this.#serve(subscriber, { reach, look }).catch((error: unknown) => {
        // One cluster's trouble is not to keep the others from their turn.
        this.#parts.log(
          `${subscriber.subscription.cluster}: ${error instanceof Error ? error.message : String(error)}`,
        );
        return { isWhole: false };
      });
      isWhole &&= !(look && !look.ok && look.again) && served.isWhole;
    }
    return isWhole;
  }

  /** Which commit a subscriber follows now, or why it cannot be had. */
  async #lookFor({ subscription }: Subscriber, { host, listed }: Listing): Promise<Look> {
    const { spec } = subscription;
    const unsupported = notSupported(spec);
    if (unsupported) return { ok: false, reason: "UnsupportedField", message: unsupported, again: false };
    if (!listed.ok) return troubleOf(listed.failures);
    const ref = gitRefOf(spec);
    const commit = commitOf(ref, listed.value);
    if (commit === undefined) {
      const message = `couldn't find remote ref "${refNameOf(ref) ?? "?"}". Push it, or name another in spec.ref`;
      return { ok: false, reason: "GitOperationFailed", message, again: false };
    }
    const brought = await host.bring(commit, { isListed: ref.type !== "commit" });
    if (!brought.ok) return troubleOf(brought.failures);
    if (!this.#parts.builds.holds(commit, ".sourceignore")) return { ok: true, commit };
    const message =
      ".sourceignore: files of this name are not supported by this version of Plumbline. Remove it, and keep under spec.path only what is to be applied";
    return { ok: false, reason: "UnsupportedField", message, again: false };
  }

  /**
   * Tells a subscriber what is new. Without a look (the source is suspended) or after a bad one, its
   * Kustomizations are served from the commit of the last good one, as Flux serves them from its artifact.
   */
  async #serve(subscriber: Subscriber, { reach, look }: Serving): Promise<{ readonly isWhole: boolean }> {
    const { subscription, told } = subscriber;
    const commit = look?.ok ? look.commit : parseOid(subscriber.commit);
    const source = look ? await this.#newsOf(subscriber, look) : undefined;
    const next = {
      source: source ? sourceText(subscription, source) : told.source,
      builds: await this.#buildsText(subscriber, { reach, commit }),
    };
    if (next.source === told.source && next.builds === told.builds) return { isWhole: true };
    let builds: readonly BuildNews[] = [];
    if (commit && next.builds !== told.builds) {
      const at = this.#at(subscription, { reach, commit });
      const built = await this.#parts.builds.all(subscription.kustomizations, at);
      if (!built.ok) {
        const trouble = troubleOf(built.failures);
        await this.#deliver(subscription, { source: plainNews(subscription, trouble), builds: [] });
        return { isWhole: !trouble.again };
      }
      builds = built.value;
    }
    const news = source && next.source !== told.source ? { source } : {};
    const stale = await this.#deliver(subscription, { ...news, builds });
    if (stale.length > 0 && commit) await this.#deliverWhole(subscription, { reach, commit, stale });
    // Building asked for other things from elsewhere, perhaps; the shelf holds them as the builds saw them.
    const heard = { ...next, builds: await this.#buildsText(subscriber, { reach, commit }) };
    this.#parts.subscribers.tell(subscription, heard, commit ?? "");
    return { isWhole: true };
  }

  /** A cluster that holds other builds than we thought gets all of them: built anew, on no base. */
  async #deliverWhole(subscription: Subscription, { reach, commit, stale }: Stale): Promise<void> {
    for (const uid of stale) this.#parts.builds.forget(uid);
    const behind = subscription.kustomizations.filter(({ uid }) => stale.includes(uid));
    const built = await this.#parts.builds.all(behind, this.#at(subscription, { reach, commit }));
    if (!built.ok) throw new Error(built.failures.map(sentence).join("; "));
    await this.#deliver(subscription, { builds: built.value });
  }

  /** A cluster that has left meanwhile follows another repository by now: this one's news would undo that one's. */
  async #deliver(subscription: Subscription, delivery: Delivery): Promise<readonly string[]> {
    if (!this.#parts.subscribers.stands(subscription)) return [];
    return this.#parts.deliver(subscription.cluster, delivery);
  }

  #at(subscription: Subscription, { reach, commit }: Standing): At {
    const revision = revisionOf(gitRefOf(subscription.spec), commit);
    return { ...reach, commit, revision, note: this.#parts.builds.noteOf(commit) };
  }

  /**
   * All that a subscriber's builds depend on: the commit, what is asked of them, and what they got from elsewhere, which
   * is looked up again at each visit. So a moved branch is noticed at the source's interval, without any push.
   */
  async #buildsText(
    { subscription: { kustomizations }, told }: Subscriber,
    { reach, commit }: { reach: Reach; commit: Oid | undefined },
  ): Promise<string> {
    if (commit === undefined) return told.builds;
    const elsewhere = await this.#parts.builds.elsewhere(kustomizations, reach.shelf);
    return JSON.stringify([
      commit,
      kustomizations.map((one) => [one.uid, one.generation, one.requestedAt ?? ""]),
      ...(elsewhere === "" ? [] : [elsewhere]),
    ]);
  }

  async #newsOf({ subscription, commit: before }: Subscriber, look: Look): Promise<SourceNews> {
    if (!look.ok) return plainNews(subscription, look);
    const { commit } = look;
    const note = this.#parts.builds.noteOf(commit);
    const outcome = {
      ok: true,
      artifact: {
        revision: revisionOf(gitRefOf(subscription.spec), commit),
        digest: await this.#parts.builds.digestOf(commit),
        url: `${urlOf(subscription)}#${commit}`,
        path: `gitrepository/${subscription.namespace}/${subscription.name}/${commit}`,
        lastUpdateTime: kubeTime(Date.now()),
      },
      isNew: before !== commit,
      ...(note ? { commit: note } : {}),
    } as const;
    return { ...identityOf(subscription), outcome };
  }
}

type Visit = { readonly credential: Credential; readonly told: Oid | undefined };
type Standing = { readonly reach: Reach; readonly commit: Oid };
type Stale = Standing & { readonly stale: readonly string[] };
type Listing = { readonly host: Host; readonly listed: Result<ReadonlyMap<string, Oid>> };
/** What a look at the host gave for one subscriber. `again`: it may be another in a moment. */
type Look = { readonly ok: true; readonly commit: Oid } | Trouble;
type Trouble = {
  readonly ok: false;
  readonly reason: string;
  readonly message: string;
  readonly again: boolean;
};
type Serving = { readonly reach: Reach; readonly look: Look | undefined };

function identityOf({ uid, generation, requestedAt }: Subscription): Omit<SourceNews, "outcome"> {
  return { uid, generation, ...(requestedAt === undefined ? {} : { requestedAt }) };
}

function plainNews(subscription: Subscription, { reason, message }: Trouble): SourceNews {
  return { ...identityOf(subscription), outcome: { ok: false, reason, message } };
}

/** All that news of a source depends on; when it was made is no part of it. */
function sourceText({ generation, requestedAt }: Subscription, { outcome }: SourceNews): string {
  return JSON.stringify([generation, requestedAt ?? "", outcome.ok ? outcome.artifact.revision : outcome]);
}

function urlOf({ spec }: Subscription): string {
  return typeof spec["url"] === "string" ? spec["url"] : "";
}

/** The worst of what happened, in the words of the source's conditions. */
function troubleOf(failures: readonly Failure[]): Trouble {
  const reason = failures.some(({ code }) => code === "source/auth-refused")
    ? "AuthenticationFailed"
    : "GitOperationFailed";
  const again = failures.some(({ code }) => code === "source/host-failed" || code === "source/answer-empty");
  return { ok: false, reason, message: failures.map(sentence).join("\n"), again };
}
