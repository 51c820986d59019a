declare const oid: unique symbol;
/** The name of a git object: 40 lower-case hex digits. Only this file makes one. */
export type Oid = string & { readonly [oid]: never };

export type ObjectType = "commit" | "tree" | "blob" | "tag";

export function parseOid(text: string): Oid | undefined {
  return /^[0-9a-f]{40}$/.test(text) ? born(text) : undefined;
}

/** The oid whose 20 raw bytes begin at `at`; undefined when there are fewer. */
export function oidAt(bytes: Uint8Array, at: number): Oid | undefined {
  if (at < 0 || at + 20 > bytes.length) return undefined;
  return born(hexOf(bytes, at));
}

/** Writes its 20 raw bytes. */
export function oidInto(bytes: Uint8Array, at: number, oid: Oid): void {
  for (let i = 0; i < 20; i++) bytes[at + i] = (digit(oid, 2 * i) << 4) | digit(oid, 2 * i + 1);
}

function digit(oid: Oid, at: number): number {
  const code = oid.charCodeAt(at);
  return code < 97 ? code - 48 : code - 87;
}

/** Room for an object behind git's header for it. Whoever fills `content` in can name the object without a copy. */
export type ObjectFrame = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: Uint8Array<ArrayBuffer>;
};

export function frameFor(type: ObjectType, size: number): ObjectFrame {
  const header = frameHeader(type, size);
  const bytes = new Uint8Array(header.length + size);
  bytes.set(header);
  return { bytes, content: bytes.subarray(header.length) };
}

/** What git puts before an object when it names it. */
export function frameHeader(type: ObjectType, size: number): Uint8Array {
  return encoder.encode(`${type} ${size}\0`);
}

/** What git calls the object in the frame: the SHA-1 of its type, its length and its bytes. */
export async function oidOf({ bytes }: ObjectFrame): Promise<Oid> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
  return born(hexOf(digest, 0));
}

/** All digits at once: a text that grows by concatenation stays a rope, several times as large, for as long as it is kept. */
function hexOf(bytes: Uint8Array, at: number): string {
  for (let i = 0; i < 20; i++) {
    const byte = bytes[at + i] ?? 0;
    codes[2 * i] = digits.charCodeAt(byte >> 4);
    codes[2 * i + 1] = digits.charCodeAt(byte & 15);
  }
  return String.fromCharCode(...codes);
}

const encoder = new TextEncoder();
const digits = "0123456789abcdef";
const codes: number[] = Array.from({ length: 40 }, () => 0);

function born(text: string): Oid {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place an Oid is born
  return text as Oid;
}
