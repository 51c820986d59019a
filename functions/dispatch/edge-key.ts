/**
 * Everything the edge signs or seals with, derived from the one secret it is deployed with. Nothing of it
 * lies in the state, so an edge that lost its state is still the edge its relays have pinned.
 */
export type EdgeKey = {
  /** Ed25519, raw 32 bytes, base64: what relays pin. */
  readonly publicKey: string;
  sign(text: string): Promise<string>;
  holds(text: string, signature: string): Promise<boolean>;
  seal(text: string): Promise<string>;
  open(sealed: string): Promise<string>;
};

const encoder = new TextEncoder();

/** PKCS #8 around a raw Ed25519 seed (RFC 8410): WebCrypto takes private keys in no shorter form. */
const pkcs8Head = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

const made = new Map<string, Promise<EdgeKey>>();

/** The keys behind `secret` (base64 of 32 bytes or more). Derived once per isolate. */
export function edgeKey(secret: string): Promise<EdgeKey> {
  const known = made.get(secret);
  if (known) return known;
  const key = derive(secret);
  made.set(secret, key);
  return key;
}

async function derive(secret: string | null | undefined): Promise<EdgeKey> {
  const bytes = bytesOf(secret);
  if (bytes.length < 32)
    throw new Error(
      "EDGE_KEY is not set, or is not base64 of 32 bytes or more: make one with `openssl rand -base64 32` and set it at the edge",
    );
  const root = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const seed = await bits(root, "plumbline edge signing key");
  const signing = await crypto.subtle.importKey("pkcs8", concat(pkcs8Head, seed), "Ed25519", true, ["sign"]);
  const jwk = await crypto.subtle.exportKey("jwk", signing);
  if (jwk instanceof ArrayBuffer || !jwk.x)
    throw new Error("this runtime gives no public half of an Ed25519 key");
  const publicBytes = fromBase64(jwk.x.replaceAll("-", "+").replaceAll("_", "/"));
  const checking = await importPublic(publicBytes);
  const sealing = await crypto.subtle.importKey("raw", await bits(root, "plumbline seal"), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  return {
    publicKey: toBase64(publicBytes),
    sign: async (text) => toBase64(await crypto.subtle.sign("Ed25519", signing, encoder.encode(text))),
    holds: (text, signature) => verify(checking, text, signature),
    seal: (text) => seal(sealing, text),
    open: (sealed) => open(sealing, sealed),
  };
}

/** None where the secret was never set (null under workerd, undefined on Cloudflare) or is no base64. */
function bytesOf(secret: string | null | undefined): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64(secret ?? "");
  } catch {
    return new Uint8Array();
  }
}

/** Whether `signature` (base64) over `text` was made with the private half of `publicKey` (raw, base64). */
export async function signedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    return await verify(await importPublic(fromBase64(publicKey)), text, signature);
  } catch {
    return false; // a key or signature that is no base64, or of the wrong length
  }
}

export function toBase64(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

async function bits(root: CryptoKey, info: string): Promise<Uint8Array<ArrayBuffer>> {
  const salt = new Uint8Array();
  const recipe = { name: "HKDF", hash: "SHA-256", salt, info: encoder.encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(recipe, root, 256));
}

function importPublic(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", true, ["verify"]);
}

async function verify(key: CryptoKey, text: string, signature: string): Promise<boolean> {
  return crypto.subtle.verify("Ed25519", key, fromBase64(signature), encoder.encode(text));
}

async function seal(key: CryptoKey, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(text));
  return toBase64(concat(iv, new Uint8Array(sealed)));
}

async function open(key: CryptoKey, sealed: string): Promise<string> {
  const bytes = fromBase64(sealed);
  const algorithm = { name: "AES-GCM", iv: bytes.slice(0, 12) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes.slice(12)));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
