/** How much of a body that is too large is heard out before the caller is cut off. */
const patience = 4;

/**
 * A request's body as text, or undefined when it has more than `largest` bytes.
 *
 * What is too large is read on and thrown away: a server that answers before the caller has finished resets the
 * connection, and the caller then sees a broken pipe in place of the answer. There is an end to that as well.
 */
export async function boundedBody(request: Request, largest: number): Promise<string | undefined> {
  let kept: Uint8Array[] = [];
  let heard = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    heard += part.value.length;
    if (heard <= largest) kept.push(part.value);
    else kept = [];
    if (heard > largest * patience) break;
  }
  if (heard > largest) {
    await reader?.cancel();
    return undefined;
  }
  return new Blob(kept).text();
}
