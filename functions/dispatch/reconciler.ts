import { heldText, nextStep, wishText, type Step } from "#shared/diff/next-step.ts";
import { DRIFT } from "#shared/kube/drift-mode.ts";
import { changeLog } from "#shared/model/change-log.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Ledger } from "#shared/model/ledger.ts";
import { nameOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import { parseDuration, type Instant } from "#shared/model/instant.ts";
import type { Entry, Drift, HealthNews, ObjectResult, Report, StaleBase } from "#shared/wire/report.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { Instruction } from "#shared/wire/to-relay.ts";
import type { Verdict } from "#shared/wire/verdict.ts";
import type { Conclusions } from "./conclusions.ts";
import type { Dependencies } from "./dependencies.ts";
import type { DesiredStore, StoredWish } from "./desired-store.ts";
import type { DriftBook } from "./drift-book.ts";
import { driftTold } from "./drift-told.ts";
import type { Flights } from "./flights.ts";
import { jobFor } from "./job.ts";
import type { Healths } from "./healths.ts";
import type { MirrorStore } from "./mirror-store.ts";

/** The ledger as a planner needs it; the room that settles reports keeps it. */
export type LedgerBook = {
  readonly read: (uid: string) => Ledger;
  readonly head: (uid: string) => string;
  readonly verified: (uid: string) => boolean;
  readonly settle: (uid: string, results: readonly ObjectResult[]) => void;
  readonly verify: (uid: string, head: string) => void;
  readonly adopt: (uid: string, head: string, entries: readonly Entry[]) => void;
  readonly doubt: (uid: string, keys: readonly RefKey[]) => void;
  readonly doubtAll: () => void;
  readonly drop: (uid: string, keys: readonly RefKey[]) => void;
  readonly forget: (uid: string) => void;
};

export type ReconcilerParts = {
  readonly mirror: MirrorStore;
  readonly desired: DesiredStore;
  readonly ledger: LedgerBook;
  readonly flights: Flights;
  readonly conclusions: Conclusions;
  readonly dependencies: Dependencies;
  readonly healths: Healths;
  readonly drifts: DriftBook;
  /** False when no relay is here to take it. */
  readonly send: (instruction: Instruction) => Promise<boolean>;
  readonly verdict: (verdict: Verdict) => Promise<boolean>;
  readonly tell: (happening: Happening) => void;
  readonly now: () => Instant;
};

const leftAsItIs = `Nothing is put back: ${DRIFT} of the Kustomization is warn`;
/** A dependency that is ready within this time was never worth a word. */
const untilTold = 1_000;

/** Carries out, Kustomization by Kustomization, what `nextStep` says. */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  /** Since when Kustomizations wait for others, while that is not yet worth a word. */
  readonly #held = new Map<string, Instant>();

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
  }

  forget(uid: string): void {
    this.#held.delete(uid);
    this.#parts.drifts.forget(uid);
  }

  /** Brings one Kustomization a step on; gives the time to look again, if there is one. */
  async plan(uid: string, reason: ApplyJob["reason"] = "change"): Promise<Instant | undefined> {
    const { mirror, desired } = this.#parts;
    const kustomization = mirror.byUid(uid);
    const wish = desired.wish(uid);
    if (!kustomization || !wish) return undefined;
    const ledger = this.#parts.ledger.read(uid);
    const step = this.#stepOf(kustomization, { wish, ledger });
    if (step.do !== "hold") this.#held.delete(uid);
    switch (step.do) {
      case "nothing":
        return undefined;
      case "wait":
        return step.until;
      case "tell":
        await this.#tell(kustomization, { ...wish, failure: step.wish.failure });
        return this.#planDependents(kustomization);
      case "hold":
        return this.#hold(kustomization, wish, step.message);
      case "apply":
        await this.#apply(step, { kustomization, wish, ledger, reason });
        return undefined;
    }
  }

  #stepOf(kustomization: Resource, { wish, ledger }: { wish: StoredWish; ledger: Ledger }): Step {
    const { namespace, name, uid, generation, spec, deleting } = kustomization;
    const conclusion = this.#parts.conclusions.of(uid);
    return nextStep({
      resource: { namespace, name },
      generation,
      idle: spec["suspend"] !== true && !deleting && this.#parts.flights.of(uid) === undefined,
      prune: spec["prune"] === true,
      confirmed: kustomization.confirmPrune,
      verified: this.#parts.ledger.verified(uid),
      wish,
      desired: this.#parts.desired.digests(uid),
      ledger,
      // What the relay was not told is, for it, not concluded.
      conclusion: conclusion?.told ? conclusion : undefined,
      waitsFor: this.#parts.dependencies.waitsFor(kustomization, wish.revision),
      retryAfter: retryAfter(spec["retryInterval"] ?? spec["interval"]),
      now: this.#parts.now(),
    });
  }

  async #tell(kustomization: Resource, wish: StoredWish): Promise<void> {
    const { failure } = wish;
    const text = wishText(wish);
    const isNews = this.#parts.conclusions.of(kustomization.uid)?.wish !== text;
    await this.#conclude(kustomization, wish, text);
    if (failure && isNews) this.#happened(kustomization, wish, { severity: "error", ...failure });
  }

  /** Tells the relay how this came out, and keeps it under the text that `nextStep` will look for. */
  async #conclude({ uid, generation }: Resource, wish: StoredWish, text: string): Promise<void> {
    const { conclusions, verdict, now } = this.#parts;
    const { revision, requestedAt, failure } = wish;
    const outcome = failure ? ({ ok: false, ...failure } as const) : ({ ok: true } as const);
    const base = { type: "verdict", uid, generation, revision } as const;
    const told = await verdict({ ...base, outcome, ...(requestedAt === undefined ? {} : { requestedAt }) });
    conclusions.put(uid, { wish: text, failed: failure !== undefined, at: now(), told });
  }

  /** A push moves what a Kustomization waits for a moment before the Kustomization itself: that is not told. */
  async #hold(kustomization: Resource, wish: StoredWish, message: string): Promise<Instant | undefined> {
    const { now } = this.#parts;
    const { uid } = kustomization;
    const since = this.#held.get(uid) ?? now();
    this.#held.set(uid, since);
    if (now() < since + untilTold) return since + untilTold;
    const failure = { reason: "DependencyNotReady", message };
    await this.#conclude(kustomization, { ...wish, failure }, heldText(wish, message));
    return undefined;
  }

  /** Whatever waited for this one may go on, or has something else to wait for. */
  async #planDependents({ namespace, name }: Resource): Promise<Instant | undefined> {
    let first: Instant | undefined;
    for (const uid of this.#parts.dependencies.dependentsOn({ namespace, name })) {
      const at = await this.plan(uid);
      if (at !== undefined) first = Math.min(at, first ?? at);
    }
    return first;
  }

  async #apply(step: Extract<Step, { do: "apply" }>, parts: ApplyParts): Promise<void> {
    const { kustomization, wish, ledger, reason } = parts;
    const { desired, flights, send, now } = this.#parts;
    const { uid } = kustomization;
    const isNew = (key: RefKey): boolean => !ledger.entries.has(key);
    const inventoryChanges =
      ledger.head === "" ||
      step.change.prune.length + step.orphans.length > 0 ||
      step.change.apply.some(isNew);
    const job = jobFor(step, { kustomization, wish, base: ledger.head, reason, desired, inventoryChanges });
    const { revision } = wish;
    flights.begin(
      { uid, job: job.job, wish: wishText(wish), revision, reason, orphans: step.orphans },
      now(),
    );
    if (!(await send(job))) flights.end(uid);
  }

  /** News of a job; after its end the Kustomization is planned again, for it may have moved on. */
  async reported({ uid, job, results, done }: Report): Promise<Instant | undefined> {
    const { flights, ledger, mirror, desired } = this.#parts;
    const flight = flights.of(uid);
    if (flight?.job !== job) return undefined; // late, or doubled: it was settled or given up
    ledger.settle(uid, results);
    this.#parts.drifts.end(uid, healedIn(results));
    flights.note(uid, results, this.#parts.now());
    if (!done) return undefined;

    const noted = flights.results(uid);
    const failed = noted.some(({ action }) => action === "failed");
    ledger.drop(uid, flight.orphans);
    ledger.verify(uid, job);
    flights.end(uid);
    this.#parts.conclusions.put(uid, { wish: flight.wish, failed, at: this.#parts.now(), told: true });
    const kustomization = mirror.byUid(uid);
    const wish = desired.wish(uid);
    if (kustomization && wish) this.#tellOfJob(kustomization, { ...wish, revision: flight.revision }, noted);
    const next = await this.plan(uid);
    const others = kustomization && (await this.#planDependents(kustomization));
    return next === undefined || others === undefined ? (next ?? others) : Math.min(next, others);
  }

  #tellOfJob(kustomization: Resource, wish: StoredWish, results: readonly ObjectResult[]): void {
    const log = changeLog(results);
    const errors = results.filter(({ action }) => action === "failed");
    if (errors.length > 0) {
      const lines = errors.map(({ key, error }) => error ?? `${nameOf(refOf(key))} was refused`);
      const message = [...lines, ...(log ? [log] : [])].join("\n");
      this.#happened(kustomization, wish, { severity: "error", reason: "ReconciliationFailed", message });
    } else if (log) {
      this.#happened(kustomization, wish, {
        severity: "info",
        reason: "ReconciliationSucceeded",
        message: log,
      });
    }
  }

  /** Objects that were waited for are well, or not: whoever waits for their Kustomization may go on. */
  async healthTold({ uid, generation, revision, ok, message }: HealthNews): Promise<Instant | undefined> {
    const { healths, mirror, desired } = this.#parts;
    const before = healths.of(uid);
    healths.put(uid, { generation, revision, ok });
    const kustomization = mirror.byUid(uid);
    const wish = desired.wish(uid);
    if (!kustomization || !wish) return undefined;
    const about = { ...wish, revision };
    if (!ok)
      this.#happened(kustomization, about, { severity: "error", reason: "HealthCheckFailed", message });
    else if (before?.ok === false)
      this.#happened(kustomization, about, { severity: "info", reason: "ReconciliationSucceeded", message });
    return this.#planDependents(kustomization);
  }

  /** The relay remembers another past: it is the one who was there, so its memory is taken over. */
  async stale({ uid, job, head, entries }: StaleBase): Promise<Instant | undefined> {
    const flight = this.#parts.flights.of(uid);
    if (flight && flight.job !== job) return undefined; // the job under way will say for itself
    this.#parts.flights.end(uid);
    this.#parts.ledger.adopt(uid, head, entries);
    return this.plan(uid);
  }

  /** What strayed is applied again, unless the user wants to be told and no more; who strayed it is told. */
  async drifted(drift: Drift): Promise<Instant | undefined> {
    const { ledger, mirror, desired, drifts, now } = this.#parts;
    const { uid, head } = drift;
    if (ledger.head(uid) !== head) return undefined; // a job has come in between: its report says more
    ledger.verify(uid, head);
    // What the ledger has let go is nobody's to heal, whoever still remembers it.
    const { entries } = ledger.read(uid);
    const changed = drift.changed.filter(({ key }) => entries.has(key));
    const missing = drift.missing.filter((key) => entries.has(key));
    const kustomization = mirror.byUid(uid);
    const onlyWarns = kustomization?.drift === "warn";
    if (!onlyWarns) ledger.doubt(uid, [...changed.map(({ key }) => key), ...missing]);
    const next = await this.plan(uid, "drift");
    const wish = desired.wish(uid);
    const lines = driftTold({ ...drift, changed, missing }, { desired, drifts, now: now() });
    if (kustomization && wish && lines !== undefined)
      await this.#tellOfDrift(kustomization, wish, onlyWarns ? `${lines}\n${leftAsItIs}` : lines);
    return next;
  }

  async #tellOfDrift(kustomization: Resource, wish: StoredWish, message: string): Promise<void> {
    const { uid, drift } = kustomization;
    const isWarning = drift === "warn"; // nobody puts it right: somebody has to
    const reason = "DriftDetected";
    this.#happened(kustomization, wish, { severity: isWarning ? "error" : "info", reason, message });
    await this.#parts.send({ type: "note", uid, reason, message, isWarning, revision: wish.revision });
  }

  #happened(
    kustomization: Resource,
    wish: StoredWish,
    what: Pick<Happening, "severity" | "reason" | "message">,
  ): void {
    const { namespace, name, uid } = kustomization;
    const commit = wish.commit ? { commit: wish.commit.subject, author: wish.commit.author } : {};
    const metadata = { revision: wish.revision, ...commit };
    this.#parts.tell({ kind: "Kustomization", namespace, name, uid, ...what, metadata });
  }
}

type ApplyParts = {
  readonly kustomization: Resource;
  readonly wish: StoredWish;
  readonly ledger: Ledger;
  readonly reason: ApplyJob["reason"];
};

function retryAfter(interval: unknown): number {
  return (typeof interval === "string" ? parseDuration(interval) : undefined) ?? 60_000;
}

/** What stands as Git says is no drift any more. */
function healedIn(results: readonly ObjectResult[]): RefKey[] {
  return results.flatMap(({ key, action }) => (action === "failed" ? [] : [key]));
}
