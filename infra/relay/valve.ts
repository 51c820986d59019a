import type { Kube } from "#shared/kube/request.ts";

/**
 * The one way to the API server of everything that a relay does for its edge. It lets nothing through for one that does
 * not lead, and when the relay stops it lets out what is under way and nothing more.
 */
export class Valve {
  readonly #kube: Kube;
  readonly #leads: () => Promise<boolean>;
  #underWay = 0;
  #closed = false;
  #emptied: (() => void) | undefined;

  constructor(kube: Kube, leads: () => Promise<boolean>) {
    this.#kube = kube;
    this.#leads = leads;
  }

  /** Rejects where we do not lead. Once the valve is closed it never answers: a failure would be reported as one. */
  readonly kube: Kube = async (request) => {
    if (this.#closed) return never();
    if (!(await this.#leads())) throw new Error("another relay leads");
    if (this.#closed) return never(); // it was closed meanwhile
    this.#underWay += 1;
    try {
      return await this.#kube(request);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#emptied?.();
    }
  };

  /** Closes the valve and waits for the answers that are due, so long at most; whether all of them came. */
  async close(milliseconds: number): Promise<boolean> {
    this.#closed = true;
    if (this.#underWay === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#emptied = () => resolve(true);
    const late = setTimeout(() => resolve(false), milliseconds);
    const isEmpty = await promise;
    clearTimeout(late);
    return isEmpty;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
