import { concatenated } from "./concatenated.ts";
import { refused, type SignatureCheck } from "./signature-check.ts";
import { bytesOf, sshKeyLines } from "./ssh-key-lines.ts";
import { fingerprintOf, sshKeyOf } from "./ssh-key.ts";
import { SshReader, sshString } from "./ssh-wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What git signs is signed for git: a signature over a file, made for another purpose, is worth nothing here. */
const namespace = "git";

/**
 * Checks a signature that `git commit -S` makes with an SSH key. `trusted` are texts of public keys by their
 * names in the Secret. The key is named by its fingerprint. https://github.com/openssh/openssh-portable, PROTOCOL.sshsig
 */
export async function checkSshSignature(
  { payload, signature }: { readonly payload: Bytes; readonly signature: string },
  trusted: ReadonlyMap<string, string>,
): Promise<SignatureCheck> {
  const read = sshSignatureIn(signature);
  if (!read) return refused("the SSH signature is malformed", "Sign it again");
  const signer = sshKeyOf(read.publicKey);
  const fingerprint = await fingerprintOf({ blob: read.publicKey });
  if (!signer)
    return refused(
      `its SSH key ${fingerprint} is of a kind that cannot be verified`,
      "Sign with an Ed25519, ECDSA or RSA key, not with a certificate",
    );
  if (!isTrusted(read.publicKey, trusted)) return unknownKey(fingerprint, trusted);
  if (read.namespace !== namespace)
    return refused(
      `its SSH signature was made for ${JSON.stringify(read.namespace)}, not for "${namespace}"`,
      "Sign it with git",
    );
  const hash = hashes.get(read.hash);
  if (hash === undefined)
    return refused(
      `its SSH signature uses the hash ${JSON.stringify(read.hash)}`,
      "Sign with sha256 or sha512",
    );
  const digest = new Uint8Array(await crypto.subtle.digest(hash, payload));
  const data = concatenated(
    magic,
    sshString(namespace),
    sshString(""),
    sshString(read.hash),
    sshString(digest),
  );
  if (await signer.signed(data, read.signature)) return { ok: true, key: fingerprint };
  return refused(
    `its SSH signature does not fit what it signs, for the key ${fingerprint}`,
    "Somebody may have changed it after it was signed: look at who pushed it, and sign it again",
  );
}

const magic = new TextEncoder().encode("SSHSIG");
const hashes: ReadonlyMap<string, string> = new Map([
  ["sha256", "SHA-256"],
  ["sha512", "SHA-512"],
]);
const armor = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----$/;

type SshSignature = {
  readonly publicKey: Bytes;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Bytes;
};

function sshSignatureIn(armored: string): SshSignature | undefined {
  const blob = bytesOf(armor.exec(armored.replaceAll("\r\n", "\n"))?.[1]?.replaceAll(/\s/g, "") ?? "");
  if (!blob) return undefined;
  const reader = new SshReader(blob);
  const begins = reader.take(magic.length);
  const version = reader.uint32();
  const publicKey = reader.string();
  const purpose = reader.text();
  reader.string(); // reserved
  const read = { publicKey, namespace: purpose, hash: reader.text(), signature: reader.string() };
  return reader.isWhole && version === 1 && magic.every((byte, i) => begins[i] === byte) ? read : undefined;
}

function isTrusted(blob: Bytes, trusted: ReadonlyMap<string, string>): boolean {
  for (const text of trusted.values())
    for (const { blob: other } of sshKeyLines(text).keys)
      if (other.length === blob.length && other.every((byte, i) => blob[i] === byte)) return true;
  return false;
}

function unknownKey(fingerprint: string, trusted: ReadonlyMap<string, string>): SignatureCheck {
  const unreadable = [...trusted].flatMap(([name, text]) =>
    sshKeyLines(text).unreadable.map((line) => `${name}:${line}`),
  );
  const others =
    unreadable.length === 0 ? "" : ` (no key could be read in ${unreadable.slice(0, 5).join(", ")})`;
  return refused(
    `unable to verify payload with any of the given authorized keys: no matching key for ${fingerprint}${others}`,
    `If this key is trusted, add its line to a .sshpub entry of spec.verify.secretRef's Secret`,
  );
}
