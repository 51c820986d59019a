import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is there; rejects with what was missing when the time is up. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { within = 20_000, every = 25 }: { readonly within?: number; readonly every?: number } = {},
): Promise<T> {
  const end = Date.now() + within;
  let last = "";
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error instanceof Error ? `: ${error.message}` : `: ${String(error)}`;
    }
    if (Date.now() > end) throw new Error(`${what} did not come about within ${within / 1_000} s${last}`);
    await sleep(every);
  }
}
