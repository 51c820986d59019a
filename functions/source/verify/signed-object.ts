import { Gathered } from "./gathered.ts";

/** Whose format a signature has, in the words that Flux uses. Upstream: fluxcd/pkg git/signature/signature.go */
export type SignatureKind = "ssh" | "openpgp" | "x509" | "unknown" | "empty";

/** What of a git object was signed, and by what. */
export type SignedObject = {
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Armored, as git keeps it; "" without one. */
  readonly signature: string;
  readonly kind: SignatureKind;
};

/** A commit keeps its signature in the header `gpgsig`. Upstream: git, commit.c, parse_buffer_signed_by_header */
export function signedCommit(content: Uint8Array): SignedObject {
  return object(withoutSignatureHeaders(content));
}

/** An annotated tag keeps it behind its message. Upstream: git, gpg-interface.c, parse_signed_buffer */
export function signedTag(content: Uint8Array): SignedObject {
  const at = lastSignatureIn(content);
  // The header is that of the signature by the other hash, in a repository that knows both: no part of what is signed.
  const { payload } = withoutSignatureHeaders(content.subarray(0, at));
  return object({ payload, signature: decoder.decode(content.subarray(at)) });
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const newline = 10;
const space = 32;
const dash = 45;

const armors: readonly (readonly [string, SignatureKind])[] = [
  ["-----BEGIN SSH SIGNATURE-----", "ssh"],
  ["-----BEGIN PGP SIGNATURE-----", "openpgp"],
  ["-----BEGIN SIGNED MESSAGE-----", "x509"],
  // Git takes it for OpenPGP; it is no detached signature, so nothing can be verified with it.
  ["-----BEGIN PGP MESSAGE-----", "unknown"],
];
const armorBytes = armors.map(([armor]) => encoder.encode(armor));
const signatureHeader = encoder.encode("gpgsig ");
const otherHeader = encoder.encode("gpgsig-sha256 ");

function object({ payload, signature }: Omit<SignedObject, "kind">): SignedObject {
  const text = signature.trim();
  const kind = text === "" ? "empty" : (armors.find(([armor]) => text.startsWith(armor))?.[1] ?? "unknown");
  return { payload, signature: text, kind };
}

/** The bytes less every signature header and its continuation lines, and what stood in `gpgsig`. */
function withoutSignatureHeaders(content: Uint8Array): Omit<SignedObject, "kind"> {
  const kept = new Gathered(content.length);
  const signature = new Gathered(content.length);
  let within: "signature" | "other" | undefined;
  let at = 0;
  while (at < content.length && content[at] !== newline) {
    const line = lineAt(content, at);
    at += line.length;
    if (line[0] !== space) within = undefined;
    if (startsWith(line, signatureHeader)) within = "signature";
    if (startsWith(line, otherHeader)) within = "other";
    if (within === undefined) kept.add(line);
    if (within === "signature") signature.add(line.subarray(line[0] === space ? 1 : signatureHeader.length));
  }
  kept.add(content.subarray(at));
  return { payload: kept.bytes, signature: decoder.decode(signature.bytes) };
}

/** Where the last line stands that begins a signature; the end when none does. */
function lastSignatureIn(content: Uint8Array): number {
  let found = content.length;
  for (let at = 0; at < content.length; at += lineAt(content, at).length)
    if (
      content[at] === dash &&
      armorBytes.some((armor) => startsWith(content.subarray(at, at + armor.length), armor))
    )
      found = at;
  return found;
}

function lineAt(content: Uint8Array, at: number): Uint8Array {
  const end = content.indexOf(newline, at);
  return content.subarray(at, end === -1 ? content.length : end + 1);
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}
