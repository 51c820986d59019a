import type { Instant } from "#shared/model/instant.ts";
import type { Secret } from "#shared/model/secret.ts";

/** GitHub's clock may be behind ours, and refuses what seems to come from the future. */
const slack = 30;
/** The statement is used once, at once. GitHub takes ten minutes at the most. */
const lifetime = 120;

/** What says to GitHub's API that we are the app; undefined when the key is no RSA private key in PEM. */
export async function githubJwt(
  { id, privateKey }: { readonly id: string; readonly privateKey: Secret },
  now: Instant,
): Promise<string | undefined> {
  const key = await signingKey(privateKey);
  if (!key) return undefined;
  const issued = Math.floor(now / 1_000) - slack;
  const claims = { iat: issued, exp: issued + lifetime, iss: id };
  const encoder = new TextEncoder();
  const text = [{ alg: "RS256", typ: "JWT" }, claims]
    .map((part) => base64Url(encoder.encode(JSON.stringify(part))))
    .join(".");
  const signature = await crypto.subtle.sign(algorithm.name, key, encoder.encode(text));
  return `${text}.${base64Url(new Uint8Array(signature))}`;
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

async function signingKey(privateKey: Secret): Promise<CryptoKey | undefined> {
  // Two thousand bits come to under 2 KB; nothing longer is looked through.
  const pem = /-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\s]{1,20000})-----END/.exec(
    privateKey.reveal(),
  );
  if (!pem) return undefined;
  try {
    const der = Uint8Array.from(atob((pem[2] ?? "").replace(/\s/g, "")), (character) =>
      character.charCodeAt(0),
    );
    return await crypto.subtle.importKey("pkcs8", pem[1] ? pkcs8(der) : der, algorithm, false, ["sign"]);
  } catch {
    return undefined;
  }
}

/** GitHub hands out PKCS#1, and WebCrypto takes PKCS#8: the same key in an envelope that says it is RSA's. */
function pkcs8(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const version = [0x02, 0x01, 0x00];
  const rsaEncryption = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  ];
  return tagged(0x30, Uint8Array.from([...version, ...rsaEncryption, ...tagged(0x04, pkcs1)]));
}

/** DER: what it is, how long it is, then itself. */
function tagged(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
