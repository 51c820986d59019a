import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import * as z from "zod";
import { Secret } from "#shared/model/secret.ts";
import type { EnrolAnswer } from "#shared/wire/enrolment.ts";

/** Who this relay is: its own key, the edge's certificate for it, and the edge's key, pinned. */
export type Identity = {
  readonly cluster: string;
  readonly certificate: Secret;
  /** Ed25519, raw 32 bytes, base64. */
  readonly edgeKey: string;
  /** Ed25519, PKCS #8, PEM. */
  readonly privateKey: Secret;
};

/** A key that no edge knows yet. */
export type KeyPair = { readonly publicKey: string; readonly privateKey: Secret };

export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  return { publicKey: raw.toString("base64"), privateKey: new Secret(pem) };
}

export function identityOf(
  { privateKey }: KeyPair,
  { cluster, certificate, edgeKey }: EnrolAnswer,
): Identity {
  return { cluster, certificate: new Secret(certificate), edgeKey, privateKey };
}

export function signedAs({ privateKey }: Identity, text: string): string {
  return sign(null, Buffer.from(text), createPrivateKey(privateKey.reveal())).toString("base64");
}

/** SubjectPublicKeyInfo around a raw Ed25519 key (RFC 8410). */
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");

/** The pinned key of the edge, ready to check with. */
export function edgeKeyOf({ edgeKey }: Identity): KeyObject {
  const der = Buffer.concat([spkiHead, Buffer.from(edgeKey, "base64")]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}

export function signedByEdge(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}

const Kept = z.object({
  cluster: z.string(),
  certificate: z.string(),
  edgeKey: z.string(),
  privateKey: z.string(),
});

/** An identity as the values of a Secret, and back. */
export function secretData({ cluster, certificate, edgeKey, privateKey }: Identity): Record<string, string> {
  const values = { cluster, certificate: certificate.reveal(), edgeKey, privateKey: privateKey.reveal() };
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );
}

export function identityIn(data: Readonly<Record<string, string>>): Identity | undefined {
  const texts = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value, "base64").toString("utf8"),
  ]);
  const kept = Kept.safeParse(Object.fromEntries(texts));
  if (!kept.success) return undefined;
  const { cluster, certificate, edgeKey, privateKey } = kept.data;
  return { cluster, certificate: new Secret(certificate), edgeKey, privateKey: new Secret(privateKey) };
}
