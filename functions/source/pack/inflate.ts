import { adler32 } from "./adler32.ts";
import { bitsFrom, nextByte, seek, take, type Bits } from "./bits.ts";
import {
  decode,
  emptyTables,
  fixedTables,
  readTables,
  tooManyBytes,
  type Decode,
  type Output,
} from "./inflate-codes.ts";

/**
 * Inflates the zlib stream (RFC 1950 around RFC 1951) that begins at `at`, which must fill `into` exactly, and says where
 * it ends, or in words what is wrong with it. A pack stores such streams back to back without their compressed lengths,
 * and DecompressionStream does not tell where one ends.
 */
export function inflateAt(input: Uint8Array, at: number, into: Uint8Array): number | string {
  if (!beginsZlib(input[at] ?? 0, input[at + 1] ?? 0)) return notZlib;
  const bits = bitsFrom(input, at + 2);
  const output: Output = { bytes: into, at: 0 };
  for (let last = false; !last;) {
    last = take(bits, 1) === 1;
    const flaw = inflateBlock(bits, output, take(bits, 2));
    if (flaw !== undefined) return isOverrun(bits) ? cutShort : flaw;
  }
  if (isOverrun(bits)) return cutShort;
  if (output.at !== into.length) return wrongSize(output.at, into.length);

  const end = nextByte(bits);
  if (end + 4 > input.length) return cutShort;
  return sumAt(input, end) === adler32(1, into) ? end + 4 : wrongSum;
}

export const notZlib = "is not a zlib stream";
export const cutShort = "is cut short";
export const wrongSum = "does not match its checksum";

export function wrongSize(made: number, declared: number): string {
  return `inflates to ${made} bytes where ${declared} are declared`;
}

/** More was taken than there is: what was made of the zeros behind the input, and any flaw in it, means nothing. */
export function isOverrun(bits: Bits): boolean {
  return nextByte(bits) > bits.input.length;
}

/** CMF and FLG of RFC 1950: deflate, a window of at most 32 KiB, no dictionary, and a check over both. */
export function beginsZlib(cmf: number, flg: number): boolean {
  const header = (cmf << 8) | flg;
  return (header & 0x8f20) === 0x0800 && header % 31 === 0;
}

/** The checksum that a stream ends with, signed as `adler32` is. */
export function sumAt(input: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = input.subarray(at, at + 4);
  return (a << 24) | (b << 16) | (c << 8) | d;
}

/** How many bytes follow in a stored block, behind the rest of the byte that it is announced in. */
export function storedLength(bits: Bits): number | undefined {
  take(bits, bits.held & 7);
  const length = take(bits, 16);
  return (length ^ take(bits, 16)) === 0xffff ? length : undefined;
}

export const storedDamaged = "has a stored block whose length is damaged";
export const unknownBlock = "has a block of an unknown type";

// Shared by all calls: inflating at once never waits, so no two calls overlap.
const dynamicTables = emptyTables();
const fixed: Decode = { tables: fixedTables, inputMark: Infinity, outputMark: Infinity };
const dynamic: Decode = { tables: dynamicTables, inputMark: Infinity, outputMark: Infinity };

function inflateBlock(bits: Bits, output: Output, type: number): string | undefined {
  if (type === 0) return copyStored(bits, output);
  if (type === 1) return decode(bits, output, fixed);
  if (type === 2) return readTables(bits, dynamicTables) ?? decode(bits, output, dynamic);
  return unknownBlock;
}

function copyStored(bits: Bits, output: Output): string | undefined {
  const length = storedLength(bits);
  if (length === undefined) return storedDamaged;
  const from = nextByte(bits);
  if (from + length > bits.input.length) return cutShort;
  if (output.at + length > output.bytes.length) return tooManyBytes;
  output.bytes.set(bits.input.subarray(from, from + length), output.at);
  output.at += length;
  seek(bits, from + length);
  return undefined;
}
