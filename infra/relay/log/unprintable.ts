import type { Secret } from "#shared/model/secret.ts";

/** Below this a "secret" is part of ordinary words, and taking it out would garble every line. */
const shortest = 8;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, "[secret]"],
  [/(:\/\/)[^\s/@]{1,2000}@/g, "$1[secret]@"], // https://user:token@host
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, "$1 [secret]"],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, "[secret]"], // what signs in to the API server
];

/**
 * A text as it may be printed: what looks like a credential is taken out, and so are the secrets that are given. Secrets
 * of ours cannot be printed anyway; this is for messages that others wrote.
 */
export function printable(text: string, secrets: readonly Secret[]): string {
  let said = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= shortest) said = said.replaceAll(value, "[secret]");
  }
  for (const [pattern, instead] of patterns) said = said.replaceAll(pattern, instead);
  return said;
}
