import { createHash } from "node:crypto";
import { fingerprintText } from "#shared/diff/fingerprint.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";

/** What we recognise an untouched object by; "" for one in which we own nothing. */
export function fingerprintOf(object: Json): string {
  const text = isJsonObject(object) ? fingerprintText(object) : undefined;
  // 128 bits tell a cluster's objects apart, and keep the memory of a small box free.
  return text === undefined ? "" : createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
