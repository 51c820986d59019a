import type { Instant } from "#shared/model/instant.ts";

/** Looks that may follow each other at once, and how long it takes until one more may. */
const atOnce = 3;
const every = 500;

/** Spaces what comes in bursts: the first few at once, then one in each half second, so that many become few. */
export class Pace {
  #credit = atOnce;
  #since: Instant = 0;

  /** Milliseconds to wait before the next; it counts as begun. */
  take(now: Instant): number {
    this.#credit = Math.min(atOnce, this.#credit + Math.max(0, now - this.#since) / every);
    this.#since = now;
    this.#credit -= 1;
    return this.#credit >= 0 ? 0 : Math.ceil(-this.#credit * every);
  }
}
