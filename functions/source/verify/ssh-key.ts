import { concatenated } from "./concatenated.ts";
import { SshReader } from "./ssh-wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A public key, able to say whether a signature over some bytes is its own. */
export type SshKey = {
  readonly type: string;
  readonly blob: Bytes;
  /** False, too, for what is no signature, or one by an algorithm of the past such as SHA-1. */
  readonly signed: (data: Bytes, signature: Bytes) => Promise<boolean>;
};

/** The key in a blob, as it stands in base64 in a public key's file; undefined when it is of no kind that git signs with. */
export function sshKeyOf(blob: Bytes): SshKey | undefined {
  const reader = new SshReader(blob);
  const type = reader.text();
  const read = kinds.get(type);
  const holds = read?.(reader);
  if (!holds || !reader.isWhole) return undefined;
  const signed = async (data: Bytes, signature: Bytes): Promise<boolean> => {
    try {
      return await holds(data, new SshReader(signature));
    } catch {
      return false; // WebCrypto throws at keys that are none: a point off its curve, a modulus of no size it takes
    }
  };
  return { type, blob, signed };
}

/** What an SSH agent shows of a key, and what `ssh-keygen -l` prints. */
export async function fingerprintOf({ blob }: Pick<SshKey, "blob">): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", blob));
  return `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, "")}`;
}

type Holds = (data: Bytes, signature: SshReader) => Promise<boolean>;
type Curve = { readonly name: string; readonly hash: string; readonly bytes: number };

const p256: Curve = { name: "P-256", hash: "SHA-256", bytes: 32 };
const p384: Curve = { name: "P-384", hash: "SHA-384", bytes: 48 };
const p521: Curve = { name: "P-521", hash: "SHA-512", bytes: 66 };

const kinds: ReadonlyMap<string, (key: SshReader) => Holds> = new Map([
  ["ssh-ed25519", (key) => plain("ssh-ed25519", ed25519(key.string()))],
  ["ecdsa-sha2-nistp256", (key) => plain("ecdsa-sha2-nistp256", ecdsa(p256, key))],
  ["ecdsa-sha2-nistp384", (key) => plain("ecdsa-sha2-nistp384", ecdsa(p384, key))],
  ["ecdsa-sha2-nistp521", (key) => plain("ecdsa-sha2-nistp521", ecdsa(p521, key))],
  ["ssh-rsa", rsa],
  [
    "sk-ssh-ed25519@openssh.com",
    (key) => onDevice("sk-ssh-ed25519@openssh.com", { holds: ed25519(key.string()), id: key.string() }),
  ],
  [
    "sk-ecdsa-sha2-nistp256@openssh.com",
    (key) => onDevice("sk-ecdsa-sha2-nistp256@openssh.com", { holds: ecdsa(p256, key), id: key.string() }),
  ],
]);

/** The usual shape of a signature: its algorithm, which is the key's, and its bytes. */
function plain(algorithm: string, holds: (data: Bytes, value: Bytes) => Promise<boolean>): Holds {
  return async (data, signature) => {
    const isOurs = signature.text() === algorithm;
    const value = signature.string();
    return isOurs && signature.isWhole && holds(data, value);
  };
}

type Device = { readonly holds: (data: Bytes, value: Bytes) => Promise<boolean>; readonly id: Bytes };

/** A security key signs not the data but what it saw of it. https://github.com/openssh/openssh-portable, PROTOCOL.u2f */
function onDevice(algorithm: string, { holds, id }: Device): Holds {
  return async (data, signature) => {
    const isOurs = signature.text() === algorithm;
    const value = signature.string();
    const flagsAndCounter = signature.take(5);
    if (!isOurs || !signature.isWhole) return false;
    return holds(concatenated(await sha256(id), flagsAndCounter, await sha256(data)), value);
  };
}

function ed25519(key: Bytes): Device["holds"] {
  return async (data, value) => {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, value, data);
  };
}

function ecdsa({ name, hash, bytes }: Curve, key: SshReader): Device["holds"] {
  key.string(); // the curve's name again
  const point = key.string();
  return async (data, value) => {
    const reader = new SshReader(value);
    const raw = [padded(reader.number(), bytes), padded(reader.number(), bytes)];
    const [r, s] = raw;
    if (!r || !s || !reader.isWhole) return false;
    const imported = await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: name }, false, [
      "verify",
    ]);
    return crypto.subtle.verify({ name: "ECDSA", hash }, imported, concatenated(r, s), data);
  };
}

function rsa(key: SshReader): Holds {
  const e = key.number();
  const n = key.number();
  return async (data, signature) => {
    const hash = rsaHashes.get(signature.text());
    const value = padded(signature.string(), n.length);
    if (hash === undefined || !value || !signature.isWhole || n.length < leastModulus) return false;
    const imported = await crypto.subtle.importKey(
      "jwk",
      { kty: "RSA", e: base64Url(e), n: base64Url(n) },
      { name: "RSASSA-PKCS1-v1_5", hash },
      false,
      ["verify"],
    );
    return crypto.subtle.verify("RSASSA-PKCS1-v1_5", imported, value, data);
  };
}

/** Signatures named `ssh-rsa` are by SHA-1: PROTOCOL.sshsig forbids them. */
const rsaHashes: ReadonlyMap<string, string> = new Map([
  ["rsa-sha2-256", "SHA-256"],
  ["rsa-sha2-512", "SHA-512"],
]);
/** 1024 bits, as ssh-keygen -Y verify has it. */
const leastModulus = 128;

/** The number in as many bytes as the algorithm wants; undefined when it has more. */
function padded(number: Bytes, length: number): Bytes | undefined {
  if (number.length > length) return undefined;
  const bytes = new Uint8Array(length);
  bytes.set(number, length - number.length);
  return bytes;
}

async function sha256(bytes: Bytes): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function base64Url(bytes: Bytes): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
