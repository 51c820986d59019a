import type { Labels, Metric, Sample } from "./exposition.ts";

/** From a push that changes one object to an apply of thousands, in seconds. */
const bounds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

type Counted = { readonly labels: Labels; readonly buckets: number[]; sum: number; count: number };

/** How long reconciles took, for each resource. */
export class Durations {
  readonly #byUid = new Map<string, Counted>();

  add(uid: string, labels: Labels, seconds: number): void {
    const known = this.#byUid.get(uid) ?? { labels, buckets: bounds.map(() => 0), sum: 0, count: 0 };
    this.#byUid.set(uid, known);
    known.sum += seconds;
    known.count += 1;
    for (const [at, bound] of bounds.entries())
      if (seconds <= bound) known.buckets[at] = (known.buckets[at] ?? 0) + 1;
  }

  forget(uid: string): void {
    this.#byUid.delete(uid);
  }

  *samples(): Iterable<Sample> {
    for (const { labels, buckets, sum, count } of this.#byUid.values()) {
      for (const [at, bound] of bounds.entries())
        yield { suffix: "_bucket", labels: { ...labels, le: String(bound) }, value: buckets[at] ?? 0 };
      yield { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count };
      yield { suffix: "_sum", labels, value: sum };
      yield { suffix: "_count", labels, value: count };
    }
  }

  /** Under Flux's name. fluxcd/pkg: runtime/metrics/recorder.go; the buckets are ours, for Flux's end at 10 s. */
  metric(): Metric {
    const help = "The duration in seconds of a resource's reconciliation, from the job to its status.";
    return { name: "gotk_reconcile_duration_seconds", kind: "histogram", help, samples: this.samples() };
  }
}
