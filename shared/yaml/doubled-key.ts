import { EVENT_ID, getScalarValue, type Event } from "js-yaml";

/**
 * Where a mapping says a key first. `events` begin behind the mapping's own: they are read a second time,
 * because this is asked only of a mapping that says a key twice.
 */
export function firstOffsetOf(key: string, events: readonly Event[], text: string): number {
  let depth = 0;
  let isKey = true;
  for (const event of events) {
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) depth++;
    else if (event.type === EVENT_ID.POP) isKey = --depth === 0;
    else if (depth === 0) {
      if (isKey && event.type === EVENT_ID.SCALAR && getScalarValue(text, event) === key)
        return event.valueStart;
      isKey = !isKey;
    }
  }
  return 0;
}
