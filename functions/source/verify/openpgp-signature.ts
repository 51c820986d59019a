import { createMessage, enums, readKeys, readSignature, verify, type Key, type Signature } from "openpgp";
import { refused, type SignatureCheck } from "./signature-check.ts";

type Signed = { readonly payload: Uint8Array<ArrayBuffer>; readonly signature: string };

/**
 * Checks a detached OpenPGP signature. `trusted` are armored public keys by their names in the Secret; the key is
 * named by the id of its primary key, whichever of its subkeys signed. It must stand at `now`, neither expired nor
 * revoked, however old the signature is. Upstream: ProtonMail/go-crypto openpgp/read.go, checkMessageSignatureDetails
 */
export async function checkOpenPgpSignature(
  signed: Signed,
  { trusted, now }: { readonly trusted: ReadonlyMap<string, string>; readonly now: number },
): Promise<SignatureCheck> {
  const signature = await signatureIn(signed.signature);
  const packet = signature?.packets[0];
  if (!signature || !packet) return refused("the OpenPGP signature is malformed", "Sign it again");
  // Git refuses them as well: which of them would decide?
  if (signature.packets.length > 1)
    return refused("it carries several OpenPGP signatures", "Sign it with one key");
  const { signatureType } = packet;
  if (signatureType !== enums.signature.binary && signatureType !== enums.signature.text)
    return refused("its OpenPGP signature is not one over a document", "Sign it again");

  const { keys, unreadable } = await keysIn(trusted);
  const [issuer] = signature.getSigningKeyIDs();
  const candidates = issuer ? keys.filter((key) => key.getKeys(issuer).length > 0) : [];
  const id = issuer?.toHex().toUpperCase() ?? "";
  let why = "";
  for (const key of candidates) {
    const trouble = await troubleOf(signed, { signature, key, at: new Date(now) });
    if (trouble === undefined) return { ok: true, key: key.getKeyID().toHex().toUpperCase() };
    why ||= trouble;
  }
  if (candidates.length > 0)
    return refused(
      `its OpenPGP signature by the key ${id} does not hold: ${why}`,
      "Look at who pushed it; if the key is right, renew it in spec.verify.secretRef's Secret or sign again",
    );
  const others =
    unreadable.length === 0 ? "" : ` (no key could be read in ${unreadable.slice(0, 5).join(", ")})`;
  return refused(
    `unable to verify payload with any of the given key rings: no matching key for ${id}${others}`,
    "If this key is trusted, add it (`gpg --armor --export`) as an .asc entry of spec.verify.secretRef's Secret",
  );
}

async function signatureIn(armoredSignature: string): Promise<Signature | undefined> {
  try {
    return await readSignature({ armoredSignature });
  } catch {
    return undefined;
  }
}

type Attempt = { readonly signature: Signature; readonly key: Key; readonly at: Date };

/** Why the signature is not this key's, or why the key does not count; undefined when it is and does. */
async function troubleOf({ payload }: Signed, { signature, key, at }: Attempt): Promise<string | undefined> {
  try {
    const { signatures } = await verify({
      message: await createMessage({ binary: payload }),
      signature,
      verificationKeys: [key],
      date: at,
      format: "binary",
      // Whoever extends a key's life and exports it cleaned leaves only self-signatures younger than old commits.
      config: { allowInsecureVerificationWithReformattedKeys: true },
    });
    const [made] = signatures;
    if (!made) return "it is none";
    await made.verified;
    // The library is content with a key that stood when it signed, by the signer's own word for when that was.
    await key.getSigningKey(made.keyID, at);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : "for a reason that is not given";
  }
}

const blocks = /-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----[\s\S]*?-----END PGP \1 KEY BLOCK-----/g;

/** All keys, and the names of the entries in which none can be read. */
async function keysIn(
  trusted: ReadonlyMap<string, string>,
): Promise<{ readonly keys: readonly Key[]; readonly unreadable: readonly string[] }> {
  const keys: Key[] = [];
  const unreadable: string[] = [];
  for (const [name, text] of trusted) {
    const before = keys.length;
    for (const [armoredKeys] of text.matchAll(blocks))
      try {
        keys.push(...(await readKeys({ armoredKeys })));
      } catch {
        // One key that cannot be read is no reason to do without the others; the entry is named if none can.
      }
    if (keys.length === before) unreadable.push(name);
  }
  return { keys, unreadable };
}
