import ssh2, { type Key } from "ssh2";

/** A private key that is open, or why it is not. */
export type OpenedKey =
  | { readonly ok: true; readonly key: Key }
  | { readonly ok: false; readonly why: string };

/**
 * Opens a private key: OpenSSH's own format, encrypted or not, and PEM of OpenSSL. An encrypted one takes most of a second
 * of computing, which is what its passphrase is protected by.
 */
export function openedKey(text: string, passphrase: string | undefined): OpenedKey {
  try {
    const parsed = ssh2.utils.parseKey(text, passphrase);
    const key = parsed instanceof Error ? parsed : [parsed].flat()[0];
    if (key instanceof Error) return { ok: false, why: key.message };
    return key?.isPrivateKey() ? { ok: true, key } : { ok: false, why: "it holds no private key" };
  } catch {
    return { ok: false, why: "it is damaged" };
  }
}
