import { WrittenNumber } from "#shared/model/written-number.ts";

import { timestamp } from "./timestamp.ts";

/** What an unquoted scalar can mean. A bigint is a whole number that would not be printed as it was written. */
export type Plain = null | boolean | number | bigint | string;

const wordsBy: ReadonlyMap<string, boolean | null> = new Map([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

const longestWord = "false".length;

/** YAML 1.1's further words for true and false. */
const oldWordsBy: ReadonlyMap<string, boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word) => [word, false] as const),
]);

const longestOldWord = "yes".length;

/**
 * What kustomize takes an unquoted scalar for: neither YAML 1.1 (`yes` and `on` are text) nor 1.2 (`0644` is 420).
 * Upstream: go.yaml.in/yaml/v3 resolve.go, which reads what `resources` names.
 */
export function plainScalar(text: string): Plain {
  const first = text.charCodeAt(0);
  if (isDigit(first)) return number(text) ?? timestamp(text) ?? text;
  if (first === 43 || first === 45) return infinity(text) ?? number(text) ?? text; // + or -
  if (first === 46) return infinity(text) ?? fractionOf(text) ?? text; // .
  if (text.length > longestWord) return text;
  const word = wordsBy.get(text);
  return word === undefined ? text : word;
}

/** The same, but a number that JSON would spell otherwise keeps its text: `1.10`, `0x1F`, `0644`. */
export function plainScalarAsWritten(text: string): Plain | WrittenNumber {
  const value = plainScalar(text);
  if (typeof value === "bigint") return new WrittenNumber(text, value);
  if (typeof value !== "number" || !Number.isFinite(value) || `${value}` === text) return value;
  return new WrittenNumber(text, value);
}

/**
 * The same as `plainScalar` for kustomization files, which go through YAML 1.1's words for true and false and keep times as text.
 * Upstream: sigs.k8s.io/yaml `YAMLToJSON` on go.yaml.in/yaml/v2 resolve.go.
 */
export function plainScalarOfKustomization(text: string): Plain {
  const word = text.length > longestOldWord ? undefined : oldWordsBy.get(text);
  if (word !== undefined) return word;
  const plain = plainScalar(text);
  return typeof plain === "string" ? text : plain;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function infinity(text: string): number | undefined {
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  const [found, sign] = /^([+-]?)\.(?:inf|Inf|INF)$/.exec(text) ?? [];
  if (found === undefined) return undefined;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`, then a decimal float; `_` may stand anywhere. */
function number(text: string): number | bigint | undefined {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  const plain = text.replaceAll("_", "");
  return integer(plain) ?? float(plain) ?? oddInteger(plain);
}

function integer(plain: string): number | bigint | undefined {
  const [found, sign = "", digits = ""] =
    /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/.exec(plain) ?? [];
  if (found === undefined) return undefined;
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits}` : digits);
  const limit = sign === "" ? 2n ** 64n - 1n : sign === "+" ? 2n ** 63n - 1n : 2n ** 63n;
  if (size > limit) return undefined;
  const value = sign === "-" ? -size : size;
  return `${Number(value)}` === `${value}` ? Number(value) : value;
}

function float(plain: string): number | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) return undefined;
  return finite(plain);
}

/** `0b` and `0o` with the sign behind the prefix, which go-yaml lets pass. */
function oddInteger(plain: string): number | undefined {
  const [found, prefix = "", sign, digits = ""] = /^(0b|0o)([+-])([0-7]+)$/.exec(plain) ?? [];
  if (found === undefined || (prefix === "0b" && !/^[01]+$/.test(digits))) return undefined;
  const size = Number(prefix + digits);
  return sign === "-" ? 0 - size : size;
}

/** Go's `strconv.ParseFloat`, where `_` may stand between two digits only. */
function fractionOf(text: string): number | undefined {
  if (!/^\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?$/.test(text)) return undefined;
  return finite(text.replaceAll("_", ""));
}

function finite(digits: string): number | undefined {
  const value = Number(digits);
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}
