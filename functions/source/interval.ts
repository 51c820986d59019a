import { parseDuration, type Instant } from "#shared/model/instant.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { never } from "./store/schedule.ts";

/** Flux asks for an interval; what lacks one all the same is asked once a minute. */
const usual = 60_000;
const shortest = 1_000;
/** Beyond what an alarm can be set to, there are durations that can be written all the same. */
const longest = 366 * 24 * 3_600_000;
const longestWait = 5 * 60_000;

/**
 * When a source is to be asked after again. Spread by a twentieth, as many sources are made at one time and would ask
 * together for ever. `chance` is from 0 to 1.
 */
export function nextLook(spec: JsonObject, now: Instant, chance: number): Instant {
  if (spec["suspend"] === true) return never;
  const { interval } = spec;
  const every = (typeof interval === "string" ? parseDuration(interval) : undefined) ?? usual;
  return now + Math.min(Math.max(every, shortest), longest) * (0.95 + 0.1 * chance);
}

/** How long a host that failed is left alone: twice as long each time. */
export function pauseAfter(attempts: number): number {
  return Math.min(1_000 * 2 ** attempts, longestWait);
}
