import { setTimeout as sleep } from "node:timers/promises";
import type { Kube } from "#shared/kube/request.ts";
import { moment, since, steadilySince, type Moment } from "./clocks.ts";
import { readLease, writeLease, type LeasePlace, type LeaseRecord } from "./lease.ts";

export type LeadershipParts = {
  readonly kube: Kube;
  readonly place: LeasePlace;
  /** Who we are; no two processes that live at the same time may have the same. */
  readonly identity: string;
  /** For so long a Lease that is not renewed keeps others away, in ms. */
  readonly milliseconds: number;
  /** Called once, when another leads or the Lease could not be renewed in time. */
  readonly lost: (why: string) => void;
  readonly log: (line: string) => void;
};

/**
 * Of several relays one leads: the holder of a Lease. It trusts its Lease for two thirds of the time for which others
 * respect it, so it has stopped before another begins, and no clock is compared with another machine's.
 */
export class Leadership {
  readonly #parts: LeadershipParts;
  readonly #trusted: number;
  readonly #every: number;
  #record: LeaseRecord | undefined;
  #renewed: Moment | undefined;
  #renewing: Promise<boolean> | undefined;
  #over = false;
  #complaint = "";

  constructor(parts: LeadershipParts) {
    this.#parts = parts;
    this.#trusted = (parts.milliseconds * 2) / 3;
    this.#every = (parts.milliseconds * 2) / 15;
  }

  /** Whether we certainly lead: from this moment's clocks alone. */
  get holds(): boolean {
    return !this.#over && this.#renewed !== undefined && since(this.#renewed) < this.#trusted;
  }

  /** For how long we may still believe that we lead, in ms. */
  get #left(): number {
    return this.#renewed ? Math.max(0, this.#trusted - since(this.#renewed)) : 0;
  }

  /** Waits until we lead; false when the signal came first. From then on the Lease is kept. */
  async lead(signal: AbortSignal): Promise<boolean> {
    let seen: { readonly version: string; readonly at: Moment } | undefined;
    while (!signal.aborted) {
      try {
        const asked = moment();
        const found = await readLease(this.#parts.kube, this.#parts.place);
        // What counts is how long it has not changed before our own eyes.
        if (found && seen?.version !== found.version) seen = { version: found.version, at: asked };
        const age = seen ? steadilySince(seen.at) : 0;
        if (this.#isFree(found, age) && (await this.#write(found))) {
          void this.#keep();
          return true;
        }
      } catch (error) {
        this.#complain(error);
      }
      await sleep(this.#every * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  /** Whether we lead, asking the API server where the clocks leave a doubt. */
  async confirm(): Promise<boolean> {
    return this.holds || (await this.#renew());
  }

  /** Gives the Lease up, so that another need not wait for it. Only when nothing of ours is under way any more. */
  async release(): Promise<void> {
    const mine = this.holds ? this.#record : undefined;
    this.#over = true;
    await this.#renewing;
    if (!mine) return;
    const { kube, place, identity } = this.#parts;
    const found = await readLease(kube, place);
    if (found?.holder !== identity) return;
    const holding = { holder: "", milliseconds: 1_000, now: Date.now() };
    await writeLease(kube, place, { before: found, holding });
  }

  /** One of our own name is of a process before us in the same Pod: its container has ended. */
  #isFree(found: LeaseRecord | undefined, age: number): boolean {
    if (!found || found.holder === "" || found.holder === this.#parts.identity) return true;
    return age >= Math.max(found.milliseconds, this.#parts.milliseconds);
  }

  async #keep(): Promise<void> {
    while (!this.#over) {
      await sleep(Math.min(this.#every, this.#left), undefined, { ref: false });
      if (this.#over || (await this.#renew()) || this.holds) continue;
      this.#lose(`the Lease could not be renewed for ${Math.round(this.#trusted / 100) / 10} s`);
    }
  }

  /** One renewal at a time; whether we lead after it. */
  async #renew(): Promise<boolean> {
    if (this.#over) return false;
    const trying = (this.#renewing ??= this.#tryToRenew());
    // A connection that is dead says nothing for a minute: the next try is made beside it.
    const patience = Math.max(this.#every, Math.min(this.#every * 2, this.#left));
    await Promise.race([trying, sleep(patience, undefined, { ref: false })]);
    if (this.#renewing === trying) this.#renewing = undefined;
    return this.holds;
  }

  async #tryToRenew(): Promise<boolean> {
    const { kube, place, identity } = this.#parts;
    try {
      if (await this.#write(this.#record)) return true;
      const found = await readLease(kube, place); // somebody wrote it: perhaps a renewal of ours came late
      if (found && found.holder !== identity) this.#lose(`${found.holder || "nobody"} holds the Lease now`);
      else return await this.#write(found);
    } catch (error) {
      this.#complain(error);
    }
    return false;
  }

  async #write(before: LeaseRecord | undefined): Promise<boolean> {
    const { kube, place, identity, milliseconds } = this.#parts;
    const asked = moment();
    const holding = { holder: identity, milliseconds, now: asked.wall };
    const written = await writeLease(kube, place, { before, holding });
    if (!written) return false;
    this.#complaint = "";
    this.#record = written;
    // From when we asked, for the answer may have been long on its way; and tries may overtake each other.
    if (!this.#renewed || asked.steady > this.#renewed.steady) this.#renewed = asked;
    return true;
  }

  /** Once, and not at every try. */
  #complain(error: unknown): void {
    const complaint = `lease: ${error instanceof Error ? error.message : String(error)}`;
    if (complaint !== this.#complaint) this.#parts.log(complaint);
    this.#complaint = complaint;
  }

  #lose(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts.lost(why);
  }
}
