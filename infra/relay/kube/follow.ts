import { setTimeout as sleep } from "node:timers/promises";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import type { Connection } from "./connection.ts";

export type Following = {
  /** All there is: at the start, and whenever the thread was lost. */
  readonly onList: (objects: readonly JsonObject[]) => void;
  readonly onChange: (object: JsonObject) => void;
  readonly onGone: (object: JsonObject) => void;
  readonly onTrouble: (what: string) => void;
};

/** The API server ends a watch of its own accord; silence for longer than this is a dead connection. */
const watchSeconds = 280;
export const silence: number = (watchSeconds + 20) * 1_000;
export const watchQuery: string = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${watchSeconds}`;

/** Follows a collection for as long as the signal lets it: list, watch, and list again when the thread is lost. */
export async function follow(
  { kube, stream }: Connection,
  path: string,
  { signal, ...following }: Following & { signal: AbortSignal },
): Promise<void> {
  let wait = 200;
  while (!signal.aborted)
    try {
      let version: string | undefined = await list(kube, path, following);
      wait = 200;
      while (version !== undefined && !signal.aborted)
        version = await watch(stream, { path, version, signal, following });
    } catch (error) {
      if (signal.aborted) return;
      following.onTrouble(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      await sleep(wait + Math.random() * wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, 30_000);
    }
}

async function list(kube: Connection["kube"], path: string, { onList }: Following): Promise<string> {
  const answer = await kube({ method: "GET", path });
  // A kind that is not installed has no objects. It may come yet, and the other kinds do not wait for it.
  if (answer.status === 404) onList([]);
  if (!isSuccess(answer)) throw new Error(refusalIn(answer));
  const items: Json = at(answer.body, "items") ?? [];
  onList(Array.isArray(items) ? items.filter((item: Json) => isJsonObject(item)) : []);
  return textAt(answer.body, "metadata", "resourceVersion");
}

type Watching = {
  readonly path: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly following: Following;
};

/** Gives the version to go on from, or undefined when only a new list helps. */
async function watch(stream: Connection["stream"], watching: Watching): Promise<string | undefined> {
  const { path, signal, following } = watching;
  const query = `${watchQuery}&resourceVersion=${watching.version}`;
  const quiet = new AbortController();
  const alarm = setTimeout(() => quiet.abort(), silence);
  try {
    const { status, lines } = await stream(
      { path: `${path}${path.includes("?") ? "&" : "?"}${query}` },
      AbortSignal.any([signal, quiet.signal]),
    );
    if (status !== 200) return undefined;
    return await hear(lines, watching.version, following);
  } finally {
    clearTimeout(alarm);
  }
}

/** Hears a watch to its end. Gives the version to go on from, or undefined when that is of no use any more. */
export async function hear(
  lines: AsyncIterable<string>,
  from: string | undefined,
  { onChange, onGone }: Pick<Following, "onChange" | "onGone">,
): Promise<string | undefined> {
  let version = from;
  for await (const line of lines) {
    if (line === "") continue;
    const event: Json = JSON.parse(line);
    const object = at(event, "object");
    const type = at(event, "type");
    if (type === "ERROR" || !isJsonObject(object)) return undefined; // 410: the version is too old
    version = textAt(object, "metadata", "resourceVersion") || version;
    if (type === "ADDED" || type === "MODIFIED") onChange(object);
    else if (type === "DELETED") onGone(object);
  }
  return version;
}
