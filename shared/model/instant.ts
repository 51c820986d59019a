/** Milliseconds since 1970. Handed in, never read inside `shared`. */
export type Instant = number;

/** RFC 3339 to the second, as Kubernetes writes times. */
export function kubeTime(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
}

const unit: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000001,
};

/** A Go duration (`1h30m`, `90s`) in milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|us|µs|ns|h|m|s))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "0", name = "s"] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g))
    total += Number(amount) * (unit[name] ?? 0);
  return total;
}

/** Milliseconds as Go prints a duration, rounded to the millisecond: `1.234s`, `87ms`, `5m0s`. */
export function goDuration(milliseconds: number): string {
  const ms = Math.round(milliseconds);
  if (ms < 1_000) return ms === 0 ? "0s" : `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${(ms % 60_000) / 1_000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
