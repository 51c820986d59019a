/** A key and what it holds, before it is known how it will be written down. */
export type KeyValue = { readonly key: string; readonly value: string | Uint8Array };

/** `key=value`, with a pair of quotes around the value taken off; undefined when it is none. Upstream: api/kv/kv.go */
export function keyValueOf(literal: string): KeyValue | undefined {
  const at = literal.indexOf("=");
  if (at <= 0) return undefined;
  return { key: literal.slice(0, at), value: withoutQuotes(literal.slice(at + 1)) };
}

function withoutQuotes(text: string): string {
  const isQuoted = text.length > 1 && (text[0] === '"' || text[0] === "'") && text.at(-1) === text[0];
  return isQuoted ? text.slice(1, -1) : text;
}
