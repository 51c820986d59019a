import type { Secret } from "#shared/model/secret.ts";

export type HashName = "SHA-1" | "SHA-256" | "SHA-512";

const encoder = new TextEncoder();

/** Whether `signature` (hex) is the HMAC of these bytes. The platform compares, in the same time for each wrong one. */
export async function hmacHolds(
  bytes: Uint8Array<ArrayBuffer>,
  { hash, signature, token }: { hash: HashName; signature: string; token: Secret },
): Promise<boolean> {
  const given = bytesOfHex(signature);
  if (!given) return false;
  const key = await hmacKey(hash, encoder.encode(token.reveal()));
  return crypto.subtle.verify("HMAC", key, given, bytes);
}

const prefixes: Readonly<Record<string, HashName>> = { sha1: "SHA-1", sha256: "SHA-256", sha512: "SHA-512" };

/** Whether a header such as `sha256=<hex>` signs these bytes. */
export async function headerSigns(
  bytes: Uint8Array<ArrayBuffer>,
  { header, token }: { header: string; token: Secret },
): Promise<boolean> {
  const [prefix = "", signature = ""] = header.split("=", 2);
  const hash = prefixes[prefix];
  return hash !== undefined && hmacHolds(bytes, { hash, signature, token });
}

/** Whether a text is the secret one. Their MACs under a key of the moment are compared, so that no letter tells on itself. */
export async function isToken(given: string, token: Secret): Promise<boolean> {
  const key = await hmacKey("SHA-256", crypto.getRandomValues(new Uint8Array(32)));
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(token.reveal()));
  return crypto.subtle.verify("HMAC", key, mac, encoder.encode(given));
}

function hmacKey(hash: HashName, bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash }, false, ["sign", "verify"]);
}

function bytesOfHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text === "" || text.length % 2 === 1 || text.length > 128 || !/^[0-9a-f]+$/i.test(text))
    return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}
