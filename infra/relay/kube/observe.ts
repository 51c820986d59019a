import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, Streaming } from "./connection.ts";
import { hear, silence, watchQuery, type Following } from "./follow.ts";

export type Observing = Pick<Following, "onChange" | "onGone" | "onTrouble"> & {
  /** What is watched, asked for anew at each beginning; undefined while nothing serves it. */
  readonly where: () => Promise<Streaming | undefined>;
  readonly signal: AbortSignal;
};

const shortest = 200;
const longest = 300_000;

/**
 * Watches a collection without ever holding it: it begins with what is there, object by object, and goes on from where
 * it was when a watch ends. What was deleted while the thread was lost is not told: who has to know that, lists.
 */
export async function observe({ stream }: Pick<Connection, "stream">, observing: Observing): Promise<void> {
  const { where, signal, onTrouble } = observing;
  let version: string | undefined;
  let wait = shortest;
  while (!signal.aborted) {
    const began = Date.now();
    try {
      const place = await where();
      version = place && (await watch(stream, { place, version, observing }));
      if (version !== undefined && Date.now() - began > 1_000) continue;
    } catch (error) {
      if (signal.aborted) return;
      onTrouble(`watching for drift: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (Date.now() - began > 10_000) wait = shortest;
    // What is forbidden, gone or too old is not asked for in a loop.
    await sleep(wait + Math.random() * wait, undefined, { signal, ref: false }).catch(() => undefined);
    wait = Math.min(wait * 2, longest);
  }
}

type Watching = {
  readonly place: Streaming;
  readonly version: string | undefined;
  readonly observing: Observing;
};

async function watch(
  stream: Connection["stream"],
  { place, version, observing }: Watching,
): Promise<string | undefined> {
  const { path } = place;
  const from = version === undefined ? "" : `&resourceVersion=${version}`;
  const quiet = new AbortController();
  const alarm = setTimeout(() => quiet.abort(), silence);
  alarm.unref();
  try {
    const request = { ...place, path: `${path}${path.includes("?") ? "&" : "?"}${watchQuery}${from}` };
    const { status, lines } = await stream(request, AbortSignal.any([observing.signal, quiet.signal]));
    if (status === 410) return undefined;
    if (status !== 200) {
      for await (const _ of lines); // so that its connection is let go
      throw new Error(`${path}: HTTP ${status}`);
    }
    return await hear(lines, version, observing);
  } finally {
    clearTimeout(alarm);
  }
}
