import { concatenated } from "#functions/source/verify/concatenated.ts";
import { sshString } from "#functions/source/verify/ssh-wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A private key in PKCS#8, which is what Flux's own CLI writes, in OpenSSH's format; every other text as it is. Undefined
 * for a PKCS#8 that holds no key of a kind that SSH knows. https://github.com/openssh/openssh-portable, PROTOCOL.key
 */
export async function openSshForm(identity: string): Promise<string | undefined> {
  const base64 = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(
    identity,
  )?.[1];
  if (base64 === undefined) return identity;
  const der = bytesOf(base64.replaceAll(/\s/g, ""));
  for (const { algorithm, write } of kinds) {
    const jwk = der && (await jwkOf(der, algorithm));
    if (jwk) return openSshFile(write(jwk));
  }
  return undefined;
}

/** The public key, and all of its parts as a file of OpenSSH's lists them. */
type Parts = { readonly publicKey: Bytes; readonly parts: Bytes };
type Kind = {
  readonly algorithm: SubtleCryptoImportKeyAlgorithm;
  readonly write: (jwk: JsonWebKey) => Parts;
};

const kinds: readonly Kind[] = [
  { algorithm: { name: "Ed25519" }, write: ed25519 },
  { algorithm: { name: "ECDSA", namedCurve: "P-256" }, write: (jwk) => ecdsa("nistp256", jwk) },
  { algorithm: { name: "ECDSA", namedCurve: "P-384" }, write: (jwk) => ecdsa("nistp384", jwk) },
  { algorithm: { name: "ECDSA", namedCurve: "P-521" }, write: (jwk) => ecdsa("nistp521", jwk) },
  { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, write: rsa },
];

async function jwkOf(der: Bytes, algorithm: Kind["algorithm"]): Promise<JsonWebKey | undefined> {
  try {
    const key = await crypto.subtle.importKey("pkcs8", der, algorithm, true, ["sign"]);
    const jwk = await crypto.subtle.exportKey("jwk", key);
    return jwk instanceof ArrayBuffer ? undefined : jwk;
  } catch {
    return undefined; // it is of another kind
  }
}

function ed25519({ x, d }: JsonWebKey): Parts {
  const [point, seed] = [numberOf(x), numberOf(d)];
  const publicKey = concatenated(sshString("ssh-ed25519"), sshString(point));
  return { publicKey, parts: concatenated(publicKey, sshString(concatenated(seed, point))) };
}

function ecdsa(curve: string, { x, y, d }: JsonWebKey): Parts {
  const point = concatenated(new Uint8Array([4]), numberOf(x), numberOf(y));
  const publicKey = concatenated(sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(point));
  return { publicKey, parts: concatenated(publicKey, multiple(d)) };
}

function rsa({ n, e, d, p, q, qi }: JsonWebKey): Parts {
  return {
    publicKey: concatenated(sshString("ssh-rsa"), multiple(e), multiple(n)),
    parts: concatenated(sshString("ssh-rsa"), ...[n, e, d, qi, p, q].map(multiple)),
  };
}

/** Not encrypted, and with zeros for the numbers that would show a wrong passphrase. */
function openSshFile({ publicKey, parts }: Parts): string {
  const content = concatenated(new Uint8Array(8), parts, sshString(""));
  const padding = Uint8Array.from({ length: (8 - (content.length % 8)) % 8 }, (_, i) => i + 1);
  const bytes = concatenated(
    new TextEncoder().encode("openssh-key-v1\0"),
    sshString("none"),
    sshString("none"),
    sshString(""),
    new Uint8Array([0, 0, 0, 1]),
    sshString(publicKey),
    sshString(concatenated(content, padding)),
  );
  const base64 = btoa(String.fromCharCode(...bytes)).replaceAll(/.{70}(?!$)/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** SSH's `mpint`: no needless zeros, and one zero more where it would read as negative. */
function multiple(base64Url: string | undefined): Bytes {
  const bytes = numberOf(base64Url);
  const first = bytes.findIndex((byte) => byte !== 0);
  const number = first === -1 ? new Uint8Array() : bytes.subarray(first);
  return sshString((number[0] ?? 0) > 127 ? concatenated(new Uint8Array(1), number) : number);
}

function numberOf(base64Url = ""): Bytes {
  return bytesOf(base64Url.replaceAll("-", "+").replaceAll("_", "/")) ?? new Uint8Array();
}

function bytesOf(base64: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
