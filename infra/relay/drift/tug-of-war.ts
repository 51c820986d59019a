import type { RefKey } from "#shared/model/object-ref.ts";

/** An object may be put back so often in this time at once; from then on only when an audit finds it. */
const most = 12;
const within = 10 * 60_000;
/** Of so many the ones that have rested are forgotten. */
const tidyAt = 1_000;

/**
 * Somebody who writes again as soon as an object is put back, as an operator does, would keep the API server, the edge
 * and everybody's Slack busy for ever.
 */
export class TugOfWar {
  readonly #pulls = new Map<string, { count: number; readonly since: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one more pull at an object. `lets-go` is said once: from now on it has been too often. */
  pull(uid: string, key: RefKey): "pulls" | "lets-go" | "rests" {
    const name = `${uid} ${key}`;
    const now = this.#now();
    const known = this.#pulls.get(name);
    if (!known || now - known.since > within) {
      if (this.#pulls.size >= tidyAt) this.#tidy(now);
      this.#pulls.set(name, { count: 1, since: now });
      return "pulls";
    }
    known.count += 1;
    if (known.count <= most) return "pulls";
    return known.count === most + 1 ? "lets-go" : "rests";
  }

  #tidy(now: number): void {
    for (const [name, { since }] of this.#pulls) if (now - since > within) this.#pulls.delete(name);
  }
}
