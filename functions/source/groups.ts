import type { Subscription } from "#shared/model/delivery.ts";
import { Secret } from "#shared/model/secret.ts";
import { digestOf } from "./digest.ts";
import type { Subscriber } from "./store/subscriber-store.ts";

/** Subscriptions that reach the host in the same way, and so share what it says. `key` tells nothing of the credential. */
export type Group = {
  readonly key: string;
  readonly secret: Secret | undefined;
  readonly subscribers: readonly Subscriber[];
};

export type Unseal = (sealed: string) => Promise<string>;

type Reaching = Pick<Subscription, "spec" | "credential">;

/** It remembers which credentials are equal, not what they are. */
const mostKnown = 5_000;

/** Sorts subscriptions by what they reach the host with. */
export class Groups {
  readonly #open: Unseal;
  readonly #keys = new Map<string, string>();

  constructor(open: Unseal) {
    this.#open = open;
  }

  /** The groups that hold one of the wanted, whole. One whose credential cannot be opened is given to `onSealed`. */
  async of(
    subscribers: readonly Subscriber[],
    { wanted, onSealed }: { wanted: (one: Subscriber) => boolean; onSealed: (one: Subscriber) => void },
  ): Promise<Group[]> {
    const byKey = new Map<string, Subscriber[]>();
    const keys = new Set<string>();
    for (const subscriber of subscribers)
      try {
        const key = await this.keyOf(subscriber.subscription);
        byKey.set(key, [...(byKey.get(key) ?? []), subscriber]);
        if (wanted(subscriber)) keys.add(key);
      } catch {
        onSealed(subscriber);
      }
    return Promise.all(
      [...keys].map(async (key) => {
        const together = byKey.get(key) ?? [];
        const [first] = together;
        return { key, secret: first && (await this.secretOf(first.subscription)), subscribers: together };
      }),
    );
  }

  async keyOf({ spec, credential }: Reaching): Promise<string> {
    // Who lacks the Secret that it names does not look for want of one, as those do who name none.
    const lacking = credential === undefined ? (spec["secretRef"] ?? "") : "";
    const means = JSON.stringify([spec["url"], spec["provider"] ?? "", credential ?? "", lacking]);
    const known = this.#keys.get(means);
    if (known !== undefined) return known;
    const opened = credential === undefined ? "" : await this.#open(credential);
    const key = await digestOf(JSON.stringify([spec["url"], spec["provider"] ?? "", opened, lacking]));
    if (this.#keys.size >= mostKnown) this.#keys.clear();
    this.#keys.set(means, key);
    return key;
  }

  async secretOf({ credential }: Pick<Subscription, "credential">): Promise<Secret | undefined> {
    return credential === undefined ? undefined : new Secret(await this.#open(credential));
  }
}
