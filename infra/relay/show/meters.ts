import { textAt } from "#shared/kube/status.ts";
import type { ToEdge } from "#shared/wire/to-edge.ts";
import { Durations } from "./durations.ts";
import type { Labels, Metric } from "./exposition.ts";
import { resourceLabels, type HeldResource } from "./resource-info.ts";

/** Counts by one label. */
class Tally {
  readonly #label: string;
  readonly #counts = new Map<string, number>();

  constructor(label: string, values: readonly string[]) {
    this.#label = label;
    // Those that have not happened yet are 0, so that the first one is seen as an increase.
    for (const value of values) this.#counts.set(value, 0);
  }

  add(value: string, by = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + by);
  }

  samples(): { labels: Labels; value: number }[] {
    return [...this.#counts].map(([said, value]) => ({ labels: { [this.#label]: said }, value }));
  }
}

/** Counts what the relay does, mostly by what it tells its edge. */
export class Meters {
  readonly #jobs = new Tally("outcome", ["applied", "failed", "refused", "stale"]);
  readonly #objects = new Tally("action", [
    "created",
    "configured",
    "unchanged",
    "deleted",
    "skipped",
    "failed",
  ]);
  readonly #drifted = new Tally("how", ["missing", "changed"]);
  /** Jobs under way of which an object has failed. */
  readonly #failing = new Set<string>();

  readonly #durations = new Durations();

  /** A job for this resource, from its first request to its last. */
  reconciled(held: HeldResource | undefined, milliseconds: number): void {
    if (held)
      this.#durations.add(textAt(held.object, "metadata", "uid"), resourceLabels(held), milliseconds / 1_000);
  }

  forget(uid: string): void {
    this.#durations.forget(uid);
  }

  said(message: ToEdge): void {
    if (message.type === "refusal") this.#jobs.add("refused");
    else if (message.type === "stale-base") this.#jobs.add("stale");
    else if (message.type === "drift") {
      this.#drifted.add("missing", message.missing.length);
      this.#drifted.add("changed", message.changed.length);
    } else if (message.type === "report") {
      for (const { action } of message.results) this.#objects.add(action);
      if (message.results.some(({ action }) => action === "failed")) this.#failing.add(message.job);
      if (message.done) this.#jobs.add(this.#failing.delete(message.job) ? "failed" : "applied");
    }
  }

  metrics(): Metric[] {
    const counter = (name: string, help: string, tally: Tally): Metric => ({
      name: `plumbline_relay_${name}`,
      kind: "counter",
      help,
      samples: tally.samples(),
    });
    return [
      this.#durations.metric(),
      counter("jobs_total", "Jobs from the edge, by how they ended.", this.#jobs),
      counter("objects_total", "Objects of jobs, by what became of them.", this.#objects),
      counter("drifted_objects_total", "Objects found gone or changed by others.", this.#drifted),
    ];
  }
}
