import type { DeliveryEnd } from "./delivery-end.ts";

type Numbers = Partial<Record<DeliveryEnd, number>>;

/** So long numbers are gathered. Whatever waits longer than twice this was lost with the call that was to see to it. */
const gathering = 1_000;

/** Counts deliveries by what became of them, and hands the numbers on in bunches: a call for each would cost more than the delivery. */
export class DeliveryCounts {
  readonly #handOn: (numbers: Readonly<Numbers>) => Promise<void>;
  #numbers: Numbers = {};
  #since: number | undefined;

  constructor(handOn: (numbers: Readonly<Numbers>) => Promise<void>) {
    this.#handOn = handOn;
  }

  /** Counts one. Whoever gets a promise keeps awake until it has ended. */
  note(end: DeliveryEnd): Promise<void> | undefined {
    this.#numbers[end] = (this.#numbers[end] ?? 0) + 1;
    const now = Date.now();
    if (this.#since !== undefined && now - this.#since < 2 * gathering) return undefined;
    this.#since = now;
    return this.#later();
  }

  async #later(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gathering));
    const numbers = this.#numbers;
    this.#numbers = {};
    this.#since = undefined;
    await this.#handOn(numbers);
  }
}
