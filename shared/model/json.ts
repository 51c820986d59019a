import { WrittenNumber } from "./written-number.ts";

/** Any JSON value, as it travels and as it is stored. Only what was just read from YAML holds a WrittenNumber. */
export type Json =
  | null
  | boolean
  | number
  | string
  | WrittenNumber
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber)
  );
}

/** The same value always gives the same text: keys sorted, no spaces. What we digest is this text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}
