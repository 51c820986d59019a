import type { Cluster } from "#test/support/control-plane/cluster.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { collectionOf, type BenchObject } from "./objects.ts";

/** An object under watch: when it came to hold the value. */
export type Watched = { readonly changed: Promise<Instant> };

const patience = 30_000;

/** Opens a watch on one object; it is open when this resolves, and ends with the value or after half a minute. */
export async function watchFor(
  cluster: Pick<Cluster, "watch">,
  object: BenchObject,
  value: string,
): Promise<Watched> {
  const ending = new AbortController();
  const impatient = setTimeout(() => ending.abort(), patience);
  const selector = `fieldSelector=metadata.name%3D${object.name}`;
  const events = cluster.watch(`${collectionOf(object)}?watch=1&${selector}`, ending.signal);
  // A watch without a resourceVersion begins with the object as it is: from then on it is open.
  await events.next();
  const changed = (async () => {
    try {
      for await (const event of events)
        if (object.valueOf(event.object as JsonObject) === value) return Date.now();
      throw new Error(`${object.kind} ${object.name} did not become "${value}" within ${patience / 1_000} s`);
    } finally {
      clearTimeout(impatient);
      ending.abort();
    }
  })();
  changed.catch(() => undefined); // whoever waits for it hears of it
  return { changed };
}
