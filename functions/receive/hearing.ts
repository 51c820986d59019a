import type { Moves } from "#shared/model/hook.ts";
import { payloadIn, type Wrong } from "./payload.ts";
import type { Sender, Sent } from "./senders.ts";

/** What a call that was let in says. `heard` without moves: something has changed, and nobody says what. */
export type Hearing =
  | { readonly type: "heard"; readonly moves?: Moves; readonly delivery?: string }
  | { readonly type: "ping" }
  | { readonly type: "passed-over"; readonly why: string }
  | ({ readonly type: "unreadable" } & Wrong);

const longestDelivery = 100;
/** A push of more refs than anybody follows is heard as one that does not say which. */
const mostRefs = 20;

/** Reads a call by its sender's rules; `events` are those that the Receiver lists. */
export function hear(sent: Sent, { sender, events }: { sender: Sender; events: readonly string[] }): Hearing {
  const event = sender.event === undefined ? "" : (sent.headers.get(sender.event) ?? "");
  if (has(sender.pings, event)) return { type: "ping" };
  const isListed = has(events, event);
  if (sender.event !== undefined && events.length > 0 && !isListed)
    return { type: "passed-over", why: `the Receiver's spec.events does not list ${quoted(event)}` };
  const heard = { type: "heard", ...deliveryOf(sent, sender) } as const;
  if (!sender.isPayload) return heard;
  const payload = payloadOf(sent, sender.isPayload);
  if ("wrong" in payload) return { type: "unreadable", ...payload };
  if (!sender.movesIn) return heard;
  const moves = sender.movesIn(event, payload.json);
  if (moves) return moves.refs.length > mostRefs ? heard : { ...heard, moves };
  return isListed || has(sender.pushes, event) ? heard : movesNothing(event);
}

function movesNothing(event: string): Hearing {
  const remedy = "List it in the Receiver's spec.events to look all the same";
  return { type: "passed-over", why: `${quoted(event)} moves no ref. ${remedy}` };
}

function payloadOf(
  { headers, body }: Sent,
  isPayload: NonNullable<Sender["isPayload"]>,
): ReturnType<typeof payloadIn> {
  const read = payloadIn(new TextDecoder().decode(body), headers.get("content-type") ?? "");
  if ("wrong" in read || isPayload(read.json)) return read;
  return { wrong: "the body is none that a sender of the Receiver's type sends" };
}

/** One that is beyond reason is as good as none: then a redelivery is heard once more. */
function deliveryOf({ headers }: Sent, { deliveries = [] }: Sender): { readonly delivery?: string } {
  const [id = ""] = deliveries.flatMap((name) => headers.get(name) ?? []);
  return id === "" || id.length > longestDelivery ? {} : { delivery: id };
}

function has(names: readonly string[] | undefined, name: string): boolean {
  return names?.some((one) => one.toLowerCase() === name.toLowerCase()) ?? false;
}

function quoted(event: string): string {
  return `the event ${JSON.stringify(event.slice(0, 100))}`;
}
