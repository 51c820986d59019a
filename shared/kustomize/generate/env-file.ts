import type { KeyValue } from "./literal.ts";

export type EnvFile =
  | { readonly ok: true; readonly pairs: readonly KeyValue[] }
  /** The line is no text. Counted from 1. */
  | { readonly ok: false; readonly line: number };

/** What Go takes for space. JavaScript's own `\s` knows the byte order mark and not U+0085. */
const leadingSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Where kustomize stops reading, without a word: at a line that its buffer does not hold. */
const longestLine = 64 * 1024 - 1;

/**
 * The lines `KEY=value` of an env file; a line without "=" is a key that holds nothing. Values are kept as they
 * are, quotes and blanks at their end included. Upstream: api/kv/kv.go `keyValuesFromLines`
 */
export function parseEnvFile(bytes: Uint8Array): EnvFile {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const pairs: KeyValue[] = [];
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end - start > longestLine) break;
    const hasReturn = end > start && bytes[end - 1] === carriageReturn;
    const text = decoded(decoder, bytes.subarray(start, hasReturn ? end - 1 : end));
    if (text === undefined) return { ok: false, line };
    const pair = keyValueIn(line === 1 ? text.replace(/^\ufeff/, "") : text);
    if (pair !== undefined) pairs.push(pair);
    start = end + 1;
  }
  return { ok: true, pairs };
}

const newline = 10;
const carriageReturn = 13;

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function keyValueIn(line: string): KeyValue | undefined {
  const text = line.replace(leadingSpace, "");
  if (text === "" || text.startsWith("#")) return undefined;
  const at = text.indexOf("=");
  const key = at === -1 ? text : text.slice(0, at);
  return key === "" ? undefined : { key, value: at === -1 ? "" : text.slice(at + 1) };
}
