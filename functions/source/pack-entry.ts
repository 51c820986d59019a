import { oidAt, type ObjectType, type Oid } from "./object-id.ts";

/** How one object lies in a pack: whole, or as a delta against an earlier entry or against an object by name. */
export type PackEntry = {
  readonly at: number;
  /** Where its zlib stream begins, and what that inflates to. */
  readonly data: number;
  readonly size: number;
} & (
  | { readonly form: "whole"; readonly type: ObjectType }
  | { readonly form: "ofs-delta"; readonly base: number }
  | { readonly form: "ref-delta"; readonly base: Oid }
);

export type WholeEntry = Extract<PackEntry, { readonly form: "whole" }>;
export type DeltaEntry = Exclude<PackEntry, WholeEntry>;

const typeByNumber: ReadonlyMap<number, ObjectType> = new Map([
  [1, "commit"],
  [2, "tree"],
  [3, "blob"],
  [4, "tag"],
]);

/** The number of objects that a pack's header announces. */
export function objectCountOf(pack: Uint8Array): number | string {
  if (pack.length < 12 + 20) return "is cut short";
  const header = new DataView(pack.buffer, pack.byteOffset, 12);
  if (header.getUint32(0) !== 0x5041434b) return "does not begin with PACK";
  const version = header.getUint32(4);
  if (version !== 2 && version !== 3) return `is of version ${version}, which git does not define`;
  return header.getUint32(8);
}

/** Reads an entry's header. https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format */
export function entryAt(pack: Uint8Array, at: number): PackEntry | string {
  const first = pack[at] ?? 0;
  const number = (first >> 4) & 7;
  let size = first & 0x0f;
  let data = at + 1;
  let scale = 16;
  for (let byte = first; byte >= 0x80; scale *= 128) {
    if (scale > 2 ** 46) return "has an object whose size is no number";
    byte = pack[data++] ?? 0;
    size += (byte & 0x7f) * scale;
  }

  const type = typeByNumber.get(number);
  if (type !== undefined) return { at, data, size, form: "whole", type };
  if (number === 6) {
    const back = distanceAt(pack, data);
    if (back.distance <= 0 || back.distance > at - 12) return "has a delta whose base lies outside the pack";
    return { at, data: back.end, size, form: "ofs-delta", base: at - back.distance };
  }
  const base = number === 7 ? oidAt(pack, data) : undefined;
  if (base === undefined) return `has an object of an unknown type (${number})`;
  return { at, data: data + 20, size, form: "ref-delta", base };
}

/** How far back an ofs-delta's base lies: seven bits a byte, each further byte counting from one more than it could. */
function distanceAt(pack: Uint8Array, at: number): { readonly distance: number; readonly end: number } {
  let end = at;
  let byte = pack[end++] ?? 0;
  let distance = byte & 0x7f;
  while (byte >= 0x80 && distance < 2 ** 40) {
    byte = pack[end++] ?? 0;
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return { distance, end };
}
