import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { Oid } from "#functions/source/object/object-id.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export type Piece =
  | { readonly type: "commit" | "tree" | "blob" | "tag"; readonly content: Bytes }
  /** Against the piece at this position. */
  | { readonly type: "ofs-delta"; readonly base: number; readonly content: Bytes }
  | { readonly type: "ref-delta"; readonly base: string; readonly content: Bytes };

const numbers = { commit: 1, tree: 2, blob: 3, tag: 4, "ofs-delta": 6, "ref-delta": 7 } as const;

/** A pack written by hand, for what git itself would never write. */
export function packOf(pieces: readonly Piece[], count: number = pieces.length): Bytes {
  const header = Buffer.from("PACK\0\0\0\u0002\0\0\0\0", "latin1");
  header.writeUInt32BE(count, 8);
  const parts: Buffer[] = [header];
  const starts: number[] = [];
  let at = 12;
  for (const piece of pieces) {
    const part = Buffer.concat([
      entryHeader(numbers[piece.type], piece.content.length),
      piece.type === "ofs-delta" ? distance(at - (starts[piece.base] ?? 0)) : Buffer.alloc(0),
      piece.type === "ref-delta" ? Buffer.from(piece.base, "hex") : Buffer.alloc(0),
      deflateSync(piece.content),
    ]);
    starts.push(at);
    parts.push(part);
    at += part.length;
  }
  return sealed(Buffer.concat(parts));
}

/** With the checksum that git would put behind it. */
export function sealed(body: Uint8Array): Bytes {
  return new Uint8Array(Buffer.concat([body, createHash("sha1").update(body).digest()]));
}

/** What git calls a blob of these bytes. */
export function blobOid(content: Uint8Array): Oid {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex") as Oid;
}

export type Run =
  | { readonly copy: readonly [from: number, length: number] }
  | { readonly insert: Uint8Array };

/** A delta out of its runs. A run of 65,536 copied bytes is written with no length at all, as git does. */
export function deltaOf(baseSize: number, targetSize: number, runs: readonly Run[]): Bytes {
  const bytes = [...varint(baseSize), ...varint(targetSize)];
  for (const run of runs) {
    if ("insert" in run) {
      bytes.push(run.insert.length, ...run.insert);
      continue;
    }
    const [from, length] = run.copy;
    const operands: number[] = [];
    let instruction = 0x80;
    for (let i = 0; i < 4; i++) {
      const byte = Math.floor(from / 256 ** i) % 256;
      if (byte === 0) continue;
      instruction |= 1 << i;
      operands.push(byte);
    }
    for (let i = 0; i < 3; i++) {
      const byte = length === 0x10000 ? 0 : Math.floor(length / 256 ** i) % 256;
      if (byte === 0) continue;
      instruction |= 0x10 << i;
      operands.push(byte);
    }
    bytes.push(instruction, ...operands);
  }
  return new Uint8Array(bytes);
}

/** A blob of `size` bytes, and `links` deltas, each of which changes the first byte of the one before. */
export function chainOf(links: number, size = 8): { pieces: Piece[]; last: Oid } {
  const content = new Uint8Array(size).fill(46);
  const pieces: Piece[] = [{ type: "blob", content: new Uint8Array(content) }];
  for (let i = 0; i < links; i++) {
    content[i % size] = 97 + (i % 26);
    const insert = content.slice(i % size, (i % size) + 1);
    const before = i % size === 0 ? [] : [{ copy: [0, i % size] as const }];
    const after = i % size === size - 1 ? [] : [{ copy: [(i % size) + 1, size - 1 - (i % size)] as const }];
    pieces.push({
      type: "ofs-delta",
      base: i,
      content: deltaOf(size, size, [...before, { insert }, ...after]),
    });
  }
  return { pieces, last: blobOid(content) };
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}

function entryHeader(type: number, size: number): Buffer {
  const more = size >> 4 > 0 ? varint(size >> 4) : [];
  return Buffer.from([(more.length > 0 ? 0x80 : 0) | (type << 4) | (size & 15), ...more]);
}

function distance(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((--left & 0x7f) | 0x80);
  return Buffer.from(bytes);
}
