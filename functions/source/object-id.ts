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
  let text = "";
  for (let i = at; i < at + 20; i++) text += hex[bytes[i] ?? 0];
  return born(text);
}

/** Room for an object behind git's header for it. Whoever fills `content` in can name the object without a copy. */
export type ObjectFrame = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: Uint8Array<ArrayBuffer>;
};

export function frameFor(type: ObjectType, size: number): ObjectFrame {
  const header = encoder.encode(`${type} ${size}\0`);
  const bytes = new Uint8Array(header.length + size);
  bytes.set(header);
  return { bytes, content: bytes.subarray(header.length) };
}

/** What git calls the object in the frame: the SHA-1 of its type, its length and its bytes. */
export async function oidOf({ bytes }: ObjectFrame): Promise<Oid> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
  let text = "";
  for (const byte of digest) text += hex[byte];
  return born(text);
}

const encoder = new TextEncoder();
const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function born(text: string): Oid {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place an Oid is born
  return text as Oid;
}
