import type { RefKey } from "#shared/model/object-ref.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { ObjectResult, Report } from "#shared/wire/report.ts";
import type { Remembered } from "./memory.ts";

/** What is not reported when a relay dies is applied once more: so it reports often. */
const reportEvery = 16;

/** Collects results, keeps the relay's memory, and reports on the way: what is reported is not done twice. */
export class Results {
  readonly all: ObjectResult[] = [];
  readonly #job: ApplyJob;
  readonly #remembered: Remembered;
  readonly #send: (report: Report) => void;
  readonly #now: () => number;
  readonly #began: number;
  #unsent: ObjectResult[] = [];

  constructor(
    job: ApplyJob,
    parts: { remembered: Remembered; send: (report: Report) => void; now: () => number },
  ) {
    this.#job = job;
    this.#remembered = parts.remembered;
    this.#send = parts.send;
    this.#now = parts.now;
    this.#began = parts.now();
  }

  get anyFailed(): boolean {
    return this.all.some(({ action }) => action === "failed");
  }

  add(result: ObjectResult): void {
    const { key, digest, fingerprint, action } = result;
    if (digest === undefined && action !== "failed") this.#remembered.entries.delete(key);
    else if (digest !== undefined)
      this.#remembered.entries.set(key, { digest, fingerprint: fingerprint ?? "" });
    this.all.push(result);
    this.#unsent.push(result);
    if (this.#unsent.length >= reportEvery) this.#report(false);
  }

  hasFailed(key: RefKey): boolean {
    return this.all.some((result) => result.key === key && result.action === "failed");
  }

  /** The job as a whole could not go on: said of its first object, for a report speaks of objects. */
  fail(why: string): void {
    const { apply, prune } = this.#job;
    const key = apply[0]?.key ?? prune[0];
    if (key) this.add({ key, action: "failed", error: `the job could not go on: ${why}`.slice(0, 4_000) });
  }

  /** Tells what has not been told yet, of a job that is cut off here. */
  tellSoFar(): void {
    if (this.#unsent.length > 0) this.#report(false);
  }

  finish(): void {
    this.#report(true);
  }

  #report(done: boolean): void {
    const results = this.#unsent;
    this.#unsent = [];
    const { job, uid } = this.#job;
    this.#send({ type: "report", job, uid, done, results, milliseconds: this.#now() - this.#began });
  }
}
