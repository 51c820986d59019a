import type { HostKeys } from "./known-hosts.ts";

/** A host's key as it showed it, and what `ssh-keygen -l` prints of it. */
export type ShownKey = { readonly fingerprint: string; readonly isRevoked: boolean };

/** Whether any of the keys is of a kind that can be checked. */
export function canBeProven({ kinds }: HostKeys): boolean {
  return kinds.some((kind) => algorithms.has(kind));
}

/**
 * What a host may sign with: first so that its key can be among those, then in any other way, for what is refused then has
 * a fingerprint. Signatures by SHA-1 are not taken.
 */
export function algorithmsFor({ kinds }: HostKeys): readonly string[] {
  const known = kinds.flatMap((kind) => algorithms.get(kind) ?? []);
  return [...new Set([...known, ...[...algorithms.values()].flat()])];
}

const algorithms: ReadonlyMap<string, readonly string[]> = new Map([
  ["ssh-ed25519", ["ssh-ed25519"]],
  ["ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]],
  ["ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]],
  ["ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]],
  ["ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]],
]);

/** Remembers the key that a host showed, when that was not one of its own. */
export class HostProof {
  readonly #keys: HostKeys;
  #refused: Uint8Array<ArrayBuffer> | undefined;

  constructor(keys: HostKeys) {
    this.#keys = keys;
  }

  readonly holds = (key: Uint8Array<ArrayBuffer>): boolean => {
    const isTrusted = this.#keys.trusted.has(base64(key));
    if (!isTrusted) this.#refused = new Uint8Array(key);
    return isTrusted;
  };

  async refused(): Promise<ShownKey | undefined> {
    const key = this.#refused;
    if (!key) return undefined;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
    const fingerprint = `SHA256:${base64(digest).replace(/=+$/, "")}`;
    return { fingerprint, isRevoked: this.#keys.revoked.has(base64(key)) };
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
