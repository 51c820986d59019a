import { setTimeout as sleep } from "node:timers/promises";
import type { Kube, KubeAnswer, KubeRequest } from "#shared/kube/request.ts";
import { textAt } from "#shared/kube/status.ts";

const worthAnotherTry: ReadonlySet<number> = new Set([409, 429, 500, 502, 503, 504]);
const longestPause = 2_000;

/** That there is one of this name already is no trouble that passes. */
function isFinal({ method }: KubeRequest, { status, body }: KubeAnswer): boolean {
  const exists = method === "POST" && textAt(body, "reason") === "AlreadyExists";
  return exists || !worthAnotherTry.has(status);
}

/**
 * Asks a busy or restarting API server again, so many times in all, with longer and longer pauses. Any other answer
 * is final. After the last try it gives what came, or rejects where nothing did.
 */
export function patient(kube: Kube, tries: number): Kube {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await kube(request);
        if (attempt === tries || isFinal(request, answer)) return answer;
      } catch (error) {
        if (attempt === tries) throw error;
      }
      await sleep(Math.min(attempt * 200, longestPause));
    }
  };
}
