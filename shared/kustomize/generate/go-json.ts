import { byBytes } from "#shared/kustomize/order/byte-order.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/** JSON to the letter as Go writes it: keys by their bytes, numbers as doubles, safe to stand in HTML. */
export function goJson(value: Json): string {
  if (typeof value === "string") return goString(value);
  if (typeof value === "number") return goNumber(value);
  if (value instanceof WrittenNumber) return goNumber(Number(value.value));
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort(byBytes)
    .map((key) => `${goString(key)}:${goJson(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

const escapedInHtml = /[<>&\u2028\u2029]/g;

function goString(text: string): string {
  return JSON.stringify(text).replace(
    escapedInHtml,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function goNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
