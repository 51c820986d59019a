import { checkOpenPgpSignature } from "./openpgp-signature.ts";
import { refused, type SignatureCheck } from "./signature-check.ts";
import type { SignedObject } from "./signed-object.ts";
import { checkSshSignature } from "./ssh-signature.ts";

/** Texts of the public keys that are trusted, by their names in the Secret. */
export type Trust = {
  readonly ssh: ReadonlyMap<string, string>;
  readonly openPgp: ReadonlyMap<string, string>;
  readonly now: number;
};

/** SSH keys by their ending; all others are OpenPGP's, whatever their names: an old habit that Flux keeps up. */
export function trustIn(keys: Readonly<Record<string, string>>, now: number): Trust {
  const entries = Object.entries(keys);
  return {
    ssh: new Map(entries.filter(([name]) => name.endsWith(".sshpub"))),
    openPgp: new Map(entries.filter(([name]) => !name.endsWith(".sshpub"))),
    now,
  };
}

/** The key that the object is signed with, when it is one of them. */
export async function checkObject(
  signed: SignedObject,
  { ssh, openPgp, now }: Trust,
): Promise<SignatureCheck> {
  if ((signed.signature.match(/^-----BEGIN /gm)?.length ?? 0) > 1)
    return refused("it carries several signatures", "Sign it with one key");
  if (signed.kind === "openpgp") {
    if (openPgp.size > 0) return checkOpenPgpSignature(signed, { trusted: openPgp, now });
    return refused(
      "PGP signature detected but no PGP public keys found in secret (keys with .asc suffix)",
      "Add the signer's public key to it",
    );
  }
  if (signed.kind === "ssh") {
    if (ssh.size > 0) return checkSshSignature(signed, ssh);
    return refused(
      "SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)",
      "Add the signer's public key to it",
    );
  }
  return refused(
    `unsupported signature type: ${signed.kind}`,
    signed.kind === "empty"
      ? "Sign it with `git commit -S`, or let the host that merges sign its merges"
      : "Sign it with an SSH or an OpenPGP key",
  );
}
