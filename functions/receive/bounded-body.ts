/**
 * As much as a door takes. GitHub lists 2,048 commits of a push at the most, which fit; its own bound of 25 MB, read and
 * parsed for several callers at once, would be more than the edge's memory.
 */
const largest = 5 * 1024 * 1024;
/** How much of a body that is too large is heard out before the caller is cut off: more than any Git host sends. */
const patience = 40 * 1024 * 1024;

export const tooLarge = {
  code: "receive/too-large",
  remedy:
    "A delivery is 5 MiB at most. Push less at once; what was pushed is found at the source's next interval.",
} as const;

/**
 * A request's body, or undefined when it is larger than a door takes.
 *
 * What is too large is read on and thrown away: a server that answers before the caller has finished resets the
 * connection, and the caller then sees a broken pipe in place of the answer. There is an end to that as well.
 */
export async function boundedBody(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let kept: Uint8Array[] = [];
  let heard = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    heard += part.value.length;
    if (heard <= largest) kept.push(part.value);
    else kept = [];
    if (heard > patience) break;
  }
  if (heard > largest) {
    await reader?.cancel();
    return undefined;
  }
  return joined(kept, heard);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
