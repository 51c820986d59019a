import { bitsFrom, nextByte, seek, take, type Bits } from "./bits.ts";
import { codeTable, fillTable, takeSymbol, type CodeTable } from "./huffman.ts";

/**
 * Inflates the zlib stream (RFC 1950 around RFC 1951) that begins at `at`, which must fill `into` exactly, and says where
 * it ends, or in words what is wrong with it. A pack stores such streams back to back without their compressed lengths,
 * and DecompressionStream does not tell where one ends.
 */
export function inflateAt(input: Uint8Array, at: number, into: Uint8Array): number | string {
  if (!beginsZlib(((input[at] ?? 0) << 8) | (input[at + 1] ?? 0))) return "is not a zlib stream";
  const bits = bitsFrom(input, at + 2);
  const output: Output = { bytes: into, at: 0 };
  for (let last = false; !last;) {
    last = take(bits, 1) === 1;
    const flaw = inflateBlock(bits, output, take(bits, 2));
    if (flaw !== undefined) return flaw;
  }
  if (output.at !== into.length) return `inflates to ${output.at} bytes where ${into.length} are declared`;

  const end = nextByte(bits);
  if (end + 4 > input.length) return "is cut short";
  const [a = 0, b = 0, c = 0, d = 0] = input.subarray(end, end + 4);
  if (((a << 24) | (b << 16) | (c << 8) | d) !== adler32(into)) return "does not match its checksum";
  return end + 4;
}

type Output = { readonly bytes: Uint8Array; at: number };
type Tables = { readonly literals: CodeTable; readonly distances: CodeTable };

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

// Scratch space shared by all calls: inflating never waits, so no two calls overlap.
const lengths = new Uint8Array(320);
const codeLengths = codeTable();
const dynamic: Tables = { literals: codeTable(), distances: codeTable() };
const fixed: Tables = { literals: codeTable(), distances: codeTable() };
lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320);
fillTable(fixed.literals, lengths.subarray(0, 288));
fillTable(fixed.distances, lengths.subarray(288));

/** CMF and FLG of RFC 1950: deflate, a window of at most 32 KiB, no dictionary, and a check over both. */
function beginsZlib(header: number): boolean {
  return (header & 0x8f20) === 0x0800 && header % 31 === 0;
}

function inflateBlock(bits: Bits, output: Output, type: number): string | undefined {
  if (type === 0) return copyStored(bits, output);
  if (type === 1) return decode(bits, output, fixed);
  if (type === 2) return readTables(bits) ?? decode(bits, output, dynamic);
  return "has a block of an unknown type";
}

function copyStored(bits: Bits, output: Output): string | undefined {
  take(bits, bits.held & 7); // the rest of the byte
  const length = take(bits, 16);
  if ((length ^ take(bits, 16)) !== 0xffff) return "has a stored block whose length is damaged";
  const from = nextByte(bits);
  if (from + length > bits.input.length) return "is cut short";
  if (output.at + length > output.bytes.length) return "inflates to more bytes than are declared";
  output.bytes.set(bits.input.subarray(from, from + length), output.at);
  output.at += length;
  seek(bits, from + length);
  return undefined;
}

/** Literals, and copies of what came before, up to the end of the block. */
function decode(bits: Bits, output: Output, { literals, distances }: Tables): string | undefined {
  const { bytes } = output;
  for (;;) {
    const symbol = takeSymbol(bits, literals);
    if (symbol === endOfBlock) return undefined;
    if (symbol < endOfBlock) {
      if (symbol < 0) return "has a code that stands for nothing";
      if (output.at >= bytes.length) return "inflates to more bytes than are declared";
      bytes[output.at++] = symbol;
      continue;
    }
    if (symbol > 285) return "has a length that does not exist";
    const length = take(bits, lengthExtra[symbol - 257] ?? 0) + (lengthBase[symbol - 257] ?? 0);
    const far = takeSymbol(bits, distances);
    if (far < 0 || far > 29) return "has a distance that does not exist";
    const distance = take(bits, distanceExtra[far] ?? 0) + (distanceBase[far] ?? 0);
    if (distance > output.at) return "copies from before its beginning";
    if (output.at + length > bytes.length) return "inflates to more bytes than are declared";
    copyBack(output, distance, length);
  }
}

/** Byte by byte: a copy may read what it has just written. */
function copyBack(output: Output, distance: number, length: number): void {
  const { bytes } = output;
  let to = output.at;
  const end = to + length;
  for (let from = to - distance; to < end;) bytes[to++] = bytes[from++] ?? 0;
  output.at = end;
}

function readTables(bits: Bits): string | undefined {
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
    fillTable(dynamic.literals, lengths.subarray(0, literals)) &&
    fillTable(dynamic.distances, lengths.subarray(literals, total));
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

/** Signed, as bit operators make it: compare it with what bit operators made. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length;) {
    // The longest stretch after which `high` is still a small integer, on which engines are fast.
    const stop = Math.min(at + 3_800, bytes.length);
    for (; at < stop; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return (high << 16) | low;
}
