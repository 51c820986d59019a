import { goDuration } from "#shared/model/instant.ts";
import type { HealthTarget } from "./health-targets.ts";
import { waitForHealth, type HealthWait } from "./health-wait.ts";

/** What is waited for after a reconcile. */
export type HealthCheck = {
  readonly uid: string;
  readonly revision: string;
  readonly requestedAt: string | undefined;
  readonly targets: readonly HealthTarget[];
  readonly timeout: number; // ms
};

export type HealthVerdict = { readonly ok: boolean; readonly message: string };

export type HealthGuardsParts = Pick<HealthWait, "follow" | "find" | "now"> & {
  readonly checked: (check: HealthCheck, verdict: HealthVerdict) => void;
  readonly onError: (error: unknown) => void;
};

const never = 2 ** 31 - 1; // as long as a timer can be

/** Waits for the objects of each Kustomization to become well, and no longer for those of a revision that was replaced. */
export class HealthGuards {
  readonly #parts: HealthGuardsParts;
  readonly #under = new Map<string, AbortController>();

  constructor(parts: HealthGuardsParts) {
    this.#parts = parts;
  }

  begin(check: HealthCheck): void {
    this.drop(check.uid);
    const guard = new AbortController();
    this.#under.set(check.uid, guard);
    this.#wait(check, guard.signal).catch(this.#parts.onError);
  }

  /** There is something newer to apply, or nothing any more. */
  drop(uid: string): void {
    this.#under.get(uid)?.abort();
    this.#under.delete(uid);
  }

  async #wait(check: HealthCheck, signal: AbortSignal): Promise<void> {
    const { follow, find, now, checked } = this.#parts;
    const { targets, timeout } = check;
    const wait = { targets, follow, find, now, signal };
    let end = await waitForHealth({ ...wait, timeout, failsEarly: true });
    if (end.type === "unhealthy") {
      checked(check, { ok: false, message: end.message });
      // What comes right later is Ready then, without a push.
      end = await waitForHealth({ ...wait, timeout: never, failsEarly: false });
    }
    if (end.type === "healthy")
      checked(check, { ok: true, message: `Health check passed in ${goDuration(end.milliseconds)}` });
    if (!signal.aborted) this.#under.delete(check.uid);
  }
}
