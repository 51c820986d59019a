import { sha256 } from "@noble/hashes/sha2.js";

import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { goJson } from "./go-json.ts";
import { scalarText } from "./scalar-text.ts";

/**
 * The ten letters that a ConfigMap's or Secret's name ends in, so that a change of its content is a change of its
 * name. The name itself has no part in it. Undefined for other kinds: what kustomize hashes of those is how their
 * file is laid out, line and column of every word. Upstream: api/hasher/hasher.go
 */
export function nameHash(manifest: Manifest): string | undefined {
  switch (manifest.kind) {
    case "ConfigMap":
      return hashOf({
        kind: "ConfigMap",
        name: valueOf(manifest, "metadata/name"),
        data: valueOf(manifest, "data"),
        ...ifMapping(manifest, "binaryData"),
      });
    case "Secret":
      return hashOf({
        kind: "Secret",
        type: valueOf(manifest, "type"),
        name: valueOf(manifest, "metadata/name"),
        data: valueOf(manifest, "data"),
        ...ifMapping(manifest, "stringData"),
      });
    default:
      return undefined;
  }
}

/** Upstream looks for a field called `metadata/name`, and hashes "" because there is none. */
function valueOf(manifest: Manifest, field: string): Json {
  const value = manifest[field];
  if (isJsonObject(value)) return value;
  return Array.isArray(value) ? null : scalarText(value);
}

/** A list counts as a mapping too, though none of it is seen. */
function ifMapping(manifest: Manifest, field: string): JsonObject {
  const value = manifest[field];
  return isJsonObject(value) || Array.isArray(value) ? { [field]: valueOf(manifest, field) } : {};
}

/** Letters instead of some digits, so that no word comes out that offends. */
const lettersBy: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

function hashOf(content: JsonObject): string {
  const digest = sha256(new TextEncoder().encode(goJson(content)));
  const digits = Array.from(digest.subarray(0, 5), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/[013ae]/g, (digit) => lettersBy[digit] ?? digit);
}
