import { inPlaceOfOne, isFingerprint, lastOtherManager } from "#shared/diff/fingerprint.ts";
import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import { isLeftAlone } from "#shared/kube/switches.ts";
import { kubeTime } from "#shared/model/instant.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { nameOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Drift } from "#shared/wire/report.ts";
import { KindWatches, type KindWatchParts } from "./kind-watches.ts";
import { living, MOST_LOOKS, strayed, type LookingParts } from "./look-closer.ts";
import { TugOfWar } from "./tug-of-war.ts";

/** A Kustomization as its drift is judged. */
type Guarded = { readonly account: ServiceAccount | undefined; readonly suspended: boolean };

export type DriftWatchParts = LookingParts & {
  readonly observe: KindWatchParts["observe"];
  /** All that are remembered. */
  readonly uids: () => Iterable<string>;
  readonly memoryOf: (
    uid: string,
  ) => { readonly head: string; readonly entries: ReadonlyMap<RefKey, LedgerEntry> } | undefined;
  /** Undefined: nothing of it is looked after any more. */
  readonly standing: (uid: string) => Guarded | undefined;
  readonly isBusy: (uid: string) => boolean;
  readonly fingerprint: (object: Json) => string;
  /** An object that says itself that it is to be left alone. */
  readonly frozen: (uid: string, key: RefKey) => void;
  /** False while the edge is not there. */
  readonly send: (drift: Drift) => boolean;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
};

/** What an object looked like when it was other than we left it; `gone` in a fingerprint's place. */
type Suspicion = { readonly looks: string; readonly manager: string; readonly at: string };

/** An edit is often several writes; one message tells of them all. */
const gatherFor = 50;

/**
 * Tells the edge at once of what strayed from what we last applied. A suspicion rests while a job is under way: the
 * API server tells of our own writes, too, and often before it has answered them.
 */
export class DriftWatch {
  readonly #parts: DriftWatchParts;
  readonly #kinds: KindWatches;
  readonly #tug: TugOfWar;
  readonly #suspects = new Map<string, Map<RefKey, Suspicion>>();
  /** What the edge has been told of, so that each further write to the object is not told again. */
  readonly #told = new Map<string, Map<RefKey, string>>();
  /** Up to which job it is known what each Kustomization holds. */
  readonly #known = new Map<string, string>();
  readonly #gathering = new Set<string>();

  constructor(parts: DriftWatchParts) {
    this.#parts = parts;
    this.#tug = new TugOfWar(parts.now);
    const { observe, find } = parts;
    this.#kinds = new KindWatches({ observe, find, seen: (...one) => this.#seenOfAny(...one) });
  }

  /** Nothing is under way with this Kustomization any more: what it holds may be another thing than before. */
  rest(uid: string): void {
    const { memoryOf, standing } = this.#parts;
    const memory = memoryOf(uid);
    const guarded = memory && standing(uid);
    if (!memory || !guarded) return this.forget(uid);
    const known = JSON.stringify([memory.head, guarded.account ?? ""]);
    if (this.#known.get(uid) !== known) {
      this.#known.set(uid, known);
      this.#told.delete(uid);
      this.#kinds.hold(uid, memory.entries.keys(), guarded.account);
    }
    this.#look(uid).catch(this.#parts.onError);
  }

  forget(uid: string): void {
    if (!this.#known.delete(uid)) return;
    this.#kinds.hold(uid, [], undefined);
    this.#suspects.delete(uid);
    this.#told.delete(uid);
  }

  /** The edge is there again: it has not been told of what strayed meanwhile. */
  retell(): void {
    for (const uid of this.#suspects.keys()) this.#gather(uid);
  }

  /** Also of a Kustomization that has just begun to hold objects of the kind, while the watch was running. */
  #seenOfAny(key: RefKey, object: JsonObject | undefined): void {
    for (const uid of this.#parts.uids()) this.#seen(uid, key, object);
  }

  #seen(uid: string, key: RefKey, object: JsonObject | undefined): void {
    const { memoryOf, fingerprint, frozen, isBusy, now } = this.#parts;
    const entry = memoryOf(uid)?.entries.get(key);
    if (!entry || entry.fingerprint === inPlaceOfOne.leftAlone) return;
    if (object && entry.fingerprint === inPlaceOfOne.presence) return this.#clear(uid, key);
    if (object && isLeftAlone(object)) {
      if (!isBusy(uid)) frozen(uid, key);
      return this.#clear(uid, key);
    }
    const looks = object ? fingerprint(object) : gone;
    if (looks === entry.fingerprint) return this.#clear(uid, key);
    if (this.#told.get(uid)?.get(key) === looks) return;
    const manager = object ? lastOtherManager(object).slice(0, 200) : "";
    const suspects = this.#suspects.get(uid) ?? new Map<RefKey, Suspicion>();
    suspects.set(key, { looks, manager, at: kubeTime(now()) });
    this.#suspects.set(uid, suspects);
    this.#gather(uid);
  }

  #clear(uid: string, key: RefKey): void {
    this.#suspects.get(uid)?.delete(key);
    this.#told.get(uid)?.delete(key);
  }

  #gather(uid: string): void {
    if (this.#gathering.has(uid)) return;
    this.#gathering.add(uid);
    const end = (): void => {
      this.#gathering.delete(uid);
      this.#look(uid).catch(this.#parts.onError);
    };
    setTimeout(end, gatherFor).unref();
  }

  async #look(uid: string): Promise<void> {
    const { isBusy, memoryOf, standing, send } = this.#parts;
    const memory = memoryOf(uid);
    const guarded = standing(uid);
    const suspects = this.#suspects.get(uid);
    if (!suspects || isBusy(uid) || guarded?.suspended) return; // they keep until `rest`
    this.#suspects.delete(uid);
    if (!memory || !guarded) return;
    const { head } = memory;
    const keepFor = (): void => {
      this.#suspects.set(uid, new Map([...suspects, ...(this.#suspects.get(uid) ?? [])]));
    };
    try {
      const found = await this.#findings(uid, suspects, { ...guarded, entries: memory.entries });
      const isOld = isBusy(uid) || memoryOf(uid)?.head !== head;
      if (isOld) {
        keepFor();
        return isBusy(uid) ? undefined : this.#gather(uid);
      }
      const { missing, changed, looks } = found;
      const drift = { type: "drift", uid, head, missing, changed, partial: true } as const;
      if (missing.length + changed.length > 0 && !send(drift)) return keepFor();
      this.#told.set(uid, new Map([...(this.#told.get(uid) ?? []), ...looks]));
    } catch (error) {
      this.#parts.onError(error); // an audit will find it
    }
  }

  #isTooOften(uid: string, key: RefKey, manager: string): boolean {
    const state = this.#tug.pull(uid, key);
    if (state === "lets-go") {
      const what = `${nameOf(refOf(key))} is changed as often as it is put back, last by ${manager || "nobody known"}`;
      this.#parts.onError(new Error(`${what}. From now on only audits have it put back`));
    }
    return state !== "pulls";
  }

  /** What of it holds when one looks closer, for it may have been a late word of what a job has changed since. */
  async #findings(
    uid: string,
    suspects: ReadonlyMap<RefKey, Suspicion>,
    { entries, account }: Guarded & { readonly entries: ReadonlyMap<RefKey, LedgerEntry> },
  ): Promise<Findings> {
    const missing: RefKey[] = [];
    const changed: Drift["changed"] = [];
    const looks = new Map<RefKey, string>();
    let looked = 0;
    for (const [key, { looks: seenAs, manager, at }] of suspects) {
      const known = entries.get(key)?.fingerprint ?? inPlaceOfOne.leftAlone;
      if (known === seenAs || known === inPlaceOfOne.leftAlone) continue;
      const isClose = looked++ < MOST_LOOKS;
      const object = isClose ? await living(key, account, this.#parts) : undefined;
      const now = isClose ? (object ? this.#parts.fingerprint(object) : gone) : seenAs;
      if (now === known || (object && !isFingerprint(known) && known !== inPlaceOfOne.frozen)) continue;
      looks.set(key, now);
      if (this.#isTooOften(uid, key, manager)) continue;
      if (now === gone) missing.push(key);
      else changed.push(object ? { ...strayed(key, object), at } : { key, manager, at });
    }
    return { missing, changed, looks };
  }
}

type Findings = {
  readonly missing: RefKey[];
  readonly changed: Drift["changed"];
  readonly looks: ReadonlyMap<RefKey, string>;
};

const gone = "gone";
