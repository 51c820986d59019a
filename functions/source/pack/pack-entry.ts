import { oidAt, type ObjectType, type Oid } from "#functions/source/object/object-id.ts";

/** How one object lies in a pack: whole, or as a delta against an earlier entry or against an object by name. */
export type PackEntry = {
  /** Where in the pack it begins. */
  readonly at: number;
  /** How long its header is: behind it lies a zlib stream, which inflates to `size` bytes. */
  readonly header: number;
  readonly size: number;
} & (
  | { readonly form: "whole"; readonly type: ObjectType }
  | { readonly form: "ofs-delta"; readonly base: number }
  | { readonly form: "ref-delta"; readonly base: Oid }
);

/** No entry's header is longer. */
export const longestHeader = 32;

export type WholeEntry = Extract<PackEntry, { readonly form: "whole" }>;
export type DeltaEntry = Exclude<PackEntry, WholeEntry>;

const typeByNumber: ReadonlyMap<number, ObjectType> = new Map([
  [1, "commit"],
  [2, "tree"],
  [3, "blob"],
  [4, "tag"],
]);

/** The number of objects that a pack's first twelve bytes announce. */
export function objectCountOf(bytes: Uint8Array): number | string {
  const header = new DataView(bytes.buffer, bytes.byteOffset, 12);
  if (header.getUint32(0) !== 0x5041434b) return "does not begin with PACK";
  const version = header.getUint32(4);
  if (version !== 2 && version !== 3) return `is of version ${version}, which git does not define`;
  return header.getUint32(8);
}

/**
 * Reads the header of the entry that `bytes` begin with, `at` bytes into the pack.
 * https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format
 */
export function entryAt(bytes: Uint8Array, at: number): PackEntry | string {
  const first = bytes[0] ?? 0;
  const number = (first >> 4) & 7;
  let size = first & 0x0f;
  let header = 1;
  let scale = 16;
  for (let byte = first; byte >= 0x80; scale *= 128) {
    if (scale > 2 ** 46) return "has an object whose size is no number";
    byte = bytes[header++] ?? 0;
    size += (byte & 0x7f) * scale;
  }

  const type = typeByNumber.get(number);
  if (type !== undefined) return { at, header, size, form: "whole", type };
  if (number === 6) {
    const back = distanceAt(bytes, header);
    if (back.distance <= 0 || back.distance > at - 12) return "has a delta whose base lies outside the pack";
    return { at, header: back.end, size, form: "ofs-delta", base: at - back.distance };
  }
  const base = number === 7 ? oidAt(bytes, header) : undefined;
  if (base === undefined) return `has an object of an unknown type (${number})`;
  return { at, header: header + 20, size, form: "ref-delta", base };
}

/** How far back an ofs-delta's base lies: seven bits a byte, each further byte counting from one more than it could. */
function distanceAt(bytes: Uint8Array, at: number): { readonly distance: number; readonly end: number } {
  let end = at;
  let byte = bytes[end++] ?? 0;
  let distance = byte & 0x7f;
  while (byte >= 0x80 && distance < 2 ** 40) {
    byte = bytes[end++] ?? 0;
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return { distance, end };
}
