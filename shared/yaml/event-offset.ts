import { EVENT_ID, type Event } from "js-yaml";

/** Where in the text an event's content begins; -1 for what has none. */
export function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return Math.max(event.valueStart, event.tagStart, event.anchorStart);
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return "start" in event ? event.start : -1;
}
