import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Which Receiver a hook is of: its token, name and namespace as one SHA-256. */
export function hookDigest(token: string, { name, namespace }: { name: string; namespace: string }): string {
  return bytesToHex(sha256(new TextEncoder().encode(token + name + namespace)));
}

/** The path that whoever sends to a Receiver is given. Upstream: api/v1/receiver_types.go, GetWebhookPath */
export function hookPath(token: string, receiver: { name: string; namespace: string }): string {
  return `/hook/${hookDigest(token, receiver)}`;
}
