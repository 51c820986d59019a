import type { ForgeDelivery } from "#test/support/forge/delivery-record.ts";
import type { Forge } from "#test/support/forge/forge.ts";
import { until } from "#test/support/until.ts";

type Wanted = {
  readonly hook: number;
  readonly event: "push" | "delete";
  /** As the payload has it: in full in a push, short in what is deleted. */
  readonly ref: string;
};

/** The delivery that this act brings about, once it was answered. A commit that the act gives must be in it. */
export async function deliveryOf(
  forge: Forge,
  { hook, event, ref }: Wanted,
  act: () => Promise<string | void>,
): Promise<ForgeDelivery> {
  const before = new Set(forge.deliveries(hook).map(({ id }) => id));
  const commit = await act();
  return until(`${event} of ${ref}, told by hook ${hook}`, async () =>
    forge.deliveries(hook).find((delivery) => {
      const told: { readonly ref: string; readonly after?: string } = JSON.parse(delivery.requestBody);
      const isOfAct = told.ref === ref && (commit === undefined || told.after === commit);
      return isOfAct && delivery.event === event && !before.has(delivery.id);
    }),
  );
}

export function lastPush(forge: Forge, hook: number): ForgeDelivery {
  const last = forge.deliveries(hook).findLast(({ event }) => event === "push");
  if (!last) throw new Error("the forge has told of no push yet");
  return last;
}

/** What the edge's door said to it. */
export function answerOf({ responseStatus, responseBody }: ForgeDelivery): {
  readonly status: number;
  readonly body: unknown;
} {
  return { status: responseStatus, body: JSON.parse(responseBody) };
}
