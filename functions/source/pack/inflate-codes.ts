import { take, type Bits } from "./bits.ts";
import { codeTable, fillTable, takeSymbol, type CodeTable } from "./huffman.ts";

/** Where inflated bytes go, and come from again: a copy reads what lies before `at`. */
export type Output = { readonly bytes: Uint8Array; at: number };
/** The codes of one block. */
export type Tables = { readonly literals: CodeTable; readonly distances: CodeTable };

export type Decode = {
  readonly tables: Tables;
  /** Decoding pauses before a symbol once more input has been looked at, or more output made, than this. */
  readonly inputMark: number;
  readonly outputMark: number;
};

/** What `decode` says when it is to be called again: it is no flaw. */
export const paused = "is paused";

export const tooManyBytes = "inflates to more bytes than are declared";

const endOfBlock = 256;
const lengthBase = new Uint16Array([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]);
const lengthExtra = new Uint8Array([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBase = new Uint16Array([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]);
const distanceExtra = new Uint8Array([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);
/** The order in which a dynamic block lists how long its code-length codes are. */
const lengthOrder = new Uint8Array([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

// Scratch space shared by all calls: reading a block's codes never waits, so no two calls overlap.
const lengths = new Uint8Array(320);
const codeLengths = codeTable();

export function emptyTables(): Tables {
  return { literals: codeTable(), distances: codeTable() };
}

export const fixedTables: Tables = emptyTables();
lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320);
fillTable(fixedTables.literals, lengths.subarray(0, 288));
fillTable(fixedTables.distances, lengths.subarray(288));

/** Literals, and copies of what came before, up to the end of the block: then undefined; else what is wrong, or `paused`. */
export function decode(
  bits: Bits,
  output: Output,
  { tables, inputMark, outputMark }: Decode,
): string | undefined {
  const { literals, distances } = tables;
  const { bytes } = output;
  for (;;) {
    if (bits.at > inputMark || output.at > outputMark) return paused;
    const symbol = takeSymbol(bits, literals);
    if (symbol === endOfBlock) return undefined;
    if (symbol < endOfBlock) {
      if (symbol < 0) return "has a code that stands for nothing";
      if (output.at >= bytes.length) return tooManyBytes;
      bytes[output.at++] = symbol;
      continue;
    }
    const flaw = copy(bits, output, { symbol, distances });
    if (flaw !== undefined) return flaw;
  }
}

function copy(
  bits: Bits,
  output: Output,
  { symbol, distances }: { readonly symbol: number; readonly distances: CodeTable },
): string | undefined {
  if (symbol > 285) return "has a length that does not exist";
  const length = take(bits, lengthExtra[symbol - 257] ?? 0) + (lengthBase[symbol - 257] ?? 0);
  const far = takeSymbol(bits, distances);
  if (far < 0 || far > 29) return "has a distance that does not exist";
  const distance = take(bits, distanceExtra[far] ?? 0) + (distanceBase[far] ?? 0);
  if (distance > output.at) return "copies from before its beginning";
  if (output.at + length > output.bytes.length) return tooManyBytes;
  copyBack(output, distance, length);
  return undefined;
}

/** Byte by byte: a copy may read what it has just written. */
function copyBack(output: Output, distance: number, length: number): void {
  const { bytes } = output;
  let to = output.at;
  const end = to + length;
  for (let from = to - distance; to < end;) bytes[to++] = bytes[from++] ?? 0;
  output.at = end;
}

/** Reads the codes that a dynamic block begins with into `tables`. */
export function readTables(bits: Bits, tables: Tables): string | undefined {
  const literals = take(bits, 5) + 257;
  const distances = take(bits, 5) + 1;
  const listed = take(bits, 4) + 4;
  if (literals > 286 || distances > 30) return "has too many codes";
  lengths.fill(0);
  for (let i = 0; i < listed; i++) lengths[lengthOrder[i] ?? 0] = take(bits, 3);
  if (!fillTable(codeLengths, lengths.subarray(0, 19))) return "has code lengths that do not fit together";

  const total = literals + distances;
  for (let i = 0; i < total;) {
    const next = readLengths(bits, i);
    if (next === undefined) return "has a code length that stands for nothing";
    if (next > total) return "has too many code lengths";
    i = next;
  }
  if (lengths[endOfBlock] === 0) return "has a block without an end";
  const fits =
    fillTable(tables.literals, lengths.subarray(0, literals)) &&
    fillTable(tables.distances, lengths.subarray(literals, total));
  return fits ? undefined : "has codes that do not fit together";
}

/** Reads one length, or one run of equal ones, into `lengths`, and says where the next belongs. */
function readLengths(bits: Bits, at: number): number | undefined {
  const symbol = takeSymbol(bits, codeLengths);
  if (symbol < 0 || (symbol === 16 && at === 0)) return undefined;
  if (symbol < 16) {
    lengths[at] = symbol;
    return at + 1;
  }
  const repeated = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
  const end =
    at + (symbol === 16 ? 3 + take(bits, 2) : symbol === 17 ? 3 + take(bits, 3) : 11 + take(bits, 7));
  lengths.fill(repeated, at, end);
  return end;
}
