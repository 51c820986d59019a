/** What a packet carries once the server multiplexes: pack data, progress for a terminal, or its last words. */
export type SideBand =
  | { readonly band: "pack"; readonly bytes: Uint8Array }
  | { readonly band: "progress" }
  | { readonly band: "error"; readonly words: string }
  | { readonly band: "unknown"; readonly number: number };

/** https://git-scm.com/docs/gitprotocol-v2#_fetch: the first byte of each packet is its stream code. */
export function sideBandOf(payload: Uint8Array): SideBand {
  const number = payload[0] ?? 0;
  const bytes = payload.subarray(1);
  if (number === 1) return { band: "pack", bytes };
  if (number === 2) return { band: "progress" };
  if (number === 3) return { band: "error", words: new TextDecoder().decode(bytes) };
  return { band: "unknown", number };
}

/** A stranger's words, fit for a condition's message: one line, no control characters, not endless. */
export function quotable(words: string): string {
  const line = words
    // oxlint-disable-next-line no-control-regex -- control characters are what must go
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replaceAll(/\/\/[^/\s@]*@/g, "//")
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
