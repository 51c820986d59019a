import type { Verdict } from "#shared/wire/verdict.ts";
import { MOST_VERDICTS, type Instruction } from "#shared/wire/to-relay.ts";

export type VerdictPostParts = {
  readonly isLinked: () => boolean;
  readonly send: (instruction: Instruction) => Promise<boolean>;
};

/**
 * Sends verdicts, and those of one piece of work as one message. A push moves the revision of every Kustomization of its
 * source; with a message for each, the few that have something to apply would wait among them.
 */
export class VerdictPost {
  readonly #parts: VerdictPostParts;
  #gathered: Verdict[] | undefined;

  constructor(parts: VerdictPostParts) {
    this.#parts = parts;
  }

  /** False when no relay is here to take it. */
  async tell(verdict: Verdict): Promise<boolean> {
    if (!this.#parts.isLinked()) return false;
    if (!this.#gathered) return this.#parts.send(verdict);
    this.#gathered.push(verdict);
    return true;
  }

  /** What is told while `work` goes on is sent when it has ended, after all that it sends itself. */
  async gather(work: () => Promise<void>): Promise<void> {
    if (this.#gathered) return work(); // somebody else's is under way, and takes ours along
    const gathered: Verdict[] = [];
    this.#gathered = gathered;
    try {
      await work();
    } finally {
      this.#gathered = undefined;
      for (let at = 0; at < gathered.length; at += MOST_VERDICTS) {
        const verdicts = gathered.slice(at, at + MOST_VERDICTS);
        const [only] = verdicts;
        await this.#parts.send(only && verdicts.length === 1 ? only : { type: "verdicts", verdicts });
      }
    }
  }
}
