import type { Kube, KubeAnswer } from "#shared/kube/request.ts";

/** How many requests may be under way at once: at the beginning, and at the least and the most. */
export type Pace = { readonly first: number; readonly most: number };

const overwhelmed: ReadonlySet<number> = new Set([429, 503, 504]);
/** Requests that were on their way when it got too many say so one after the other: they count once. */
const restAfterLess = 1_000;

/**
 * Sends as many requests at once as the API server can take: half as many when it says that it is too many, or says
 * nothing in time, and one more each time that as many as there may be have gone well.
 */
export function paced(kube: Kube, { first, most, now }: Pace & { readonly now: () => number }): Kube {
  const waiting: (() => void)[] = [];
  let limit = first;
  let underWay = 0;
  let wentWell = 0;
  let lessenedAt = -Infinity;

  const less = (): void => {
    wentWell = 0;
    if (now() - lessenedAt < restAfterLess) return;
    lessenedAt = now();
    limit = Math.max(1, Math.floor(limit / 2));
  };
  const well = (): void => {
    wentWell += 1;
    if (wentWell < limit || limit >= most) return;
    wentWell = 0;
    limit += 1;
  };
  const pass = (): void => {
    underWay -= 1;
    while (underWay < limit && waiting.length > 0) {
      underWay += 1;
      waiting.shift()?.();
    }
  };
  return async (request): Promise<KubeAnswer> => {
    if (underWay < limit) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      const answer = await kube(request);
      if (overwhelmed.has(answer.status)) less();
      else well();
      return answer;
    } catch (error) {
      less(); // no answer in time, or none at all
      throw error;
    } finally {
      pass();
    }
  };
}
