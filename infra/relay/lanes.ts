/** Work on one thing goes in order, work on different things side by side. */
export class Lanes {
  readonly #ends = new Map<string, Promise<void>>();
  readonly #idle: (lane: string) => void;

  /** Told of each thing on which nothing is under way any more. */
  constructor(idle: (lane: string) => void = () => undefined) {
    this.#idle = idle;
  }

  /** Whether work on this thing is under way. */
  isBusy(lane: string): boolean {
    return this.#ends.has(lane);
  }

  /** Resolves when all work that was given so far, and what it gave, has ended. */
  async settled(): Promise<void> {
    while (this.#ends.size > 0) await Promise.all(this.#ends.values());
  }

  run(lane: string, work: () => Promise<void>, onError: (error: unknown) => void): void {
    const before = this.#ends.get(lane) ?? Promise.resolve();
    const end = before.then(work).catch(onError);
    const settled = end.then(() => {
      if (this.#ends.get(lane) !== settled) return;
      this.#ends.delete(lane);
      this.#idle(lane);
    });
    this.#ends.set(lane, settled);
  }
}
