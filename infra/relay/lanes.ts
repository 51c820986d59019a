/** Work on one thing goes in order, work on different things side by side. */
export class Lanes {
  readonly #ends = new Map<string, Promise<void>>();

  /** Whether work on this thing is under way. */
  isBusy(lane: string): boolean {
    return this.#ends.has(lane);
  }

  run(lane: string, work: () => Promise<void>, onError: (error: unknown) => void): void {
    const before = this.#ends.get(lane) ?? Promise.resolve();
    const end = before.then(work).catch(onError);
    const settled = end.then(() => {
      if (this.#ends.get(lane) === settled) this.#ends.delete(lane);
    });
    this.#ends.set(lane, settled);
  }
}
