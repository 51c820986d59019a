import { setTimeout as sleep } from "node:timers/promises";
import type { Kube } from "#shared/kube/request.ts";

const worthAnotherTry: ReadonlySet<number> = new Set([409, 429, 500, 502, 503, 504]);
const longestPause = 2_000;

/**
 * Asks a busy or restarting API server again, so many times in all, with longer and longer pauses. Any other answer
 * is final. After the last try it gives what came, or rejects where nothing did.
 */
export function patient(kube: Kube, tries: number): Kube {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await kube(request);
        if (attempt === tries || !worthAnotherTry.has(answer.status)) return answer;
      } catch (error) {
        if (attempt === tries) throw error;
      }
      await sleep(Math.min(attempt * 200, longestPause));
    }
  };
}
