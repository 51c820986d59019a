/** What a list of samples says, in numbers short enough to read. */
export type Spread = {
  readonly samples: number;
  readonly p50: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
};

export function spreadOf(samples: readonly number[]): Spread {
  return {
    samples: samples.length,
    p50: rounded(percentile(samples, 0.5)),
    p95: rounded(percentile(samples, 0.95)),
    min: rounded(Math.min(...samples)),
    max: rounded(Math.max(...samples)),
  };
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** `share` is from 0 to 1. Between two samples it lies between them, so that an even count has a median too. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error("there are no samples to take a median of");
  return below + (above - below) * (place - Math.floor(place));
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
