import { performance } from "node:perf_hooks";

/** A moment on both clocks of the machine. */
export type Moment = { readonly wall: number; readonly steady: number };

export function moment(): Moment {
  return { wall: Date.now(), steady: performance.now() };
}

/**
 * How long ago, by the clock that says more: the steady one stands still while the machine sleeps, and the other is
 * put back when somebody sets it.
 */
export function since({ wall, steady }: Moment): number {
  const now = moment();
  return Math.max(now.wall - wall, now.steady - steady);
}

/** How long ago at least: a clock that somebody sets does not make it longer. */
export function steadilySince({ steady }: Moment): number {
  return performance.now() - steady;
}
