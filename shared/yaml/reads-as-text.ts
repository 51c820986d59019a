import { plainScalarOfKustomization } from "./plain-scalar.ts";
import { timestamp } from "./timestamp.ts";

/** Numbers to the base of sixty, which only other parsers still know: `1:30`. */
const sexagesimal = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

/** Where the two parsers differ: the one that prints has never heard of a sign behind `0o`. */
const signedOctal = /^0_*o_*[-+]/;

/**
 * Whether text that stands bare is read as that very text.
 * Upstream: go.yaml.in/yaml/v2 resolve.go, encode.go `isBase60Float`.
 */
export function readsAsText(text: string): boolean {
  if (typeof plainScalarOfKustomization(text) !== "string") return signedOctal.test(text);
  if (!/^[-+\d]/.test(text)) return true;
  return timestamp(text) === undefined && !sexagesimal.test(text);
}
