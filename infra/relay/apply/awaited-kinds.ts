import type { FindKind } from "#shared/kube/request.ts";
import type { NamedKind } from "./late-kinds.ts";

export type AwaitedParts = {
  readonly find: FindKind;
  /** Kinds have come that these Kustomizations failed for want of. */
  readonly served: (uids: readonly string[]) => void;
};

const shortest = 1_000;
const longest = 15_000;

/**
 * Kinds that Kustomizations failed for want of. They are looked for less and less often, and at once when a
 * definition was applied through us.
 */
export class AwaitedKinds {
  readonly #parts: AwaitedParts;
  readonly #byUid = new Map<string, readonly NamedKind[]>();
  #timer: NodeJS.Timeout | undefined;
  #pause = shortest;

  constructor(parts: AwaitedParts) {
    this.#parts = parts;
  }

  /** What a Kustomization waits for from now on; of no kinds, nothing. */
  waitFor(uid: string, kinds: readonly NamedKind[]): void {
    if (kinds.length === 0) return this.forget(uid);
    this.#byUid.set(uid, kinds);
    this.#pause = shortest;
    this.#later();
  }

  forget(uid: string): void {
    this.#byUid.delete(uid);
  }

  async look(): Promise<void> {
    const ready: string[] = [];
    for (const [uid, kinds] of this.#byUid) {
      // An API server that cannot say will be asked again.
      const found = await Promise.all(kinds.map((kind) => this.#parts.find(kind).catch(() => undefined)));
      if (found.some((served) => served !== undefined)) ready.push(uid);
    }
    for (const uid of ready) this.forget(uid);
    if (ready.length > 0) this.#parts.served(ready);
    this.#later();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#byUid.clear();
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#byUid.size === 0) return;
    this.#timer = setTimeout(() => void this.look(), this.#pause).unref();
    this.#pause = Math.min(this.#pause * 2, longest);
  }
}
