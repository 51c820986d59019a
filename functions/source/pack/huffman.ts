import { fill, type Bits } from "./bits.ts";

/** Indexed by the next bits of the input. An entry is symbol << 4 | length of its code, 0 where no code is. */
export type CodeTable = { readonly entries: Uint16Array; mask: number };

/** No code of RFC 1951 is longer. */
const longestCode = 15;

export function codeTable(): CodeTable {
  return { entries: new Uint16Array(1 << longestCode), mask: 0 };
}

/** The next symbol, or -1 when the bits are nobody's code. */
export function takeSymbol(bits: Bits, { entries, mask }: CodeTable): number {
  fill(bits);
  const entry = entries[bits.hold & mask] ?? 0;
  bits.hold >>>= entry & 15;
  bits.held -= entry & 15;
  return entry === 0 ? -1 : entry >> 4;
}

/** The canonical code in which symbol i has `lengths[i]` bits. False when there is none, by the same rules as zlib. */
export function fillTable(table: CodeTable, lengths: Uint8Array): boolean {
  const longest = assignCodes(lengths);
  if (longest === undefined) return false;
  const size = 1 << longest;
  table.mask = size - 1;
  // A code of no or one symbol leaves gaps; any other fills its table.
  if (longest < 2) table.entries.fill(0, 0, size);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const code = nextCode[length] ?? 0;
    nextCode[length] = code + 1;
    const entry = (symbol << 4) | length;
    for (let at = reversed(code, length); at < size; at += 1 << length) table.entries[at] = entry;
  }
  return true;
}

// Scratch space shared by all calls: nothing here waits, so no two calls overlap.
const countByLength = new Uint16Array(longestCode + 1);
const nextCode = new Uint16Array(longestCode + 1);

/** Puts the first code of each length into `nextCode`, and says how long the longest is. */
function assignCodes(lengths: Uint8Array): number | undefined {
  countByLength.fill(0);
  let longest = 0;
  for (const length of lengths) {
    countByLength[length] = (countByLength[length] ?? 0) + 1;
    longest = Math.max(longest, length);
  }
  countByLength[0] = 0;

  let room = 1;
  let code = 0;
  for (let length = 1; length <= longest; length++) {
    const count = countByLength[length] ?? 0;
    nextCode[length] = code;
    code = (code + count) << 1;
    room = room * 2 - count;
    if (room < 0) return undefined;
  }
  // zlib lets a code be incomplete only when it has at most one symbol, of one bit.
  return room > 0 && longest > 1 ? undefined : longest;
}

/** Codes are written from their highest bit on, everything else from its lowest. */
function reversed(code: number, length: number): number {
  let mirror = 0;
  for (let i = 0; i < length; i++) mirror = (mirror << 1) | ((code >> i) & 1);
  return mirror;
}
