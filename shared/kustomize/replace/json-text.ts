import { byBytes } from "#shared/kustomize/order/byte-order.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/**
 * JSON as Go writes it: keys sorted, whole numbers in full, and what could end a script written as escapes. Pretty is
 * two spaces a level.
 * Upstream: Go's encoding/json `Marshal`, `MarshalIndent`
 */
export function jsonText(value: Json, isPretty: boolean): string {
  return written(value, isPretty ? "\n" : "");
}

/** `lineBreak` is the break and the indent of the line that the value begins on; "" where everything is one line. */
function written(value: Json, lineBreak: string): string {
  if (Array.isArray(value))
    return enclosed(
      value.map((element: Json) => written(element, deeper(lineBreak))),
      "[]",
      lineBreak,
    );
  if (isJsonObject(value)) {
    const separator = lineBreak === "" ? ":" : ": ";
    const members = Object.keys(value)
      .sort(byBytes)
      .map((key) => text(key) + separator + written(value[key] ?? null, deeper(lineBreak)));
    return enclosed(members, "{}", lineBreak);
  }
  if (typeof value === "string") return text(value);
  // Go and JavaScript write the same digits, and turn to exponents at the same sizes.
  return value instanceof WrittenNumber ? `${value.value}` : JSON.stringify(value);
}

function deeper(lineBreak: string): string {
  return lineBreak === "" ? "" : `${lineBreak}  `;
}

function enclosed(parts: readonly string[], brackets: string, lineBreak: string): string {
  const [open = "", close = ""] = brackets;
  if (parts.length === 0) return open + close;
  const inner = deeper(lineBreak);
  return open + inner + parts.join(`,${inner}`) + lineBreak + close;
}

function text(value: string): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (char) => {
    const code = char.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, "0")}`;
  });
}
