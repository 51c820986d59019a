import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/** What a name stands for; undefined when it stands for nothing that can be written into a text. */
export type ValueOf = (name: string) => Primitive | undefined;

/**
 * A text with every `$(NAME)` replaced that is known; `$$` is a `$` that begins no name. A text that is nothing but
 * one name becomes the value, of whatever type. Undefined where kustomize cuts a character in two: a `$` in front
 * of what is not ASCII. Upstream: api/filters/refvar/expand.go `DoReplacements`
 */
export function expanded(text: string, valueOf: ValueOf): Primitive | undefined {
  let result = "";
  let done = 0;
  for (let at = text.indexOf("$"); at !== -1 && at + 1 < text.length; at = text.indexOf("$", done)) {
    result += text.slice(done, at);
    const next = text.charAt(at + 1);
    const end = next === "(" ? text.indexOf(")", at + 2) : -1;
    if (end === -1) {
      if (next > "\u007F") return undefined;
      result += next === "$" ? "$" : `$${next}`;
      done = at + 2;
      continue;
    }
    const name = text.slice(at + 2, end);
    const value = valueOf(name) ?? `$(${name})`;
    if (at === 0 && end === text.length - 1) return value;
    result += printed(value);
    done = end + 1;
  }
  return result + text.slice(done);
}

/** What can be written into a text. */
export type Primitive = string | number | boolean | WrittenNumber;

export function isPrimitive(value: Json): value is Primitive {
  return value !== null && !Array.isArray(value) && !isJsonObject(value);
}

/** Upstream: Go's `%v` */
function printed(value: Primitive): string {
  if (value instanceof WrittenNumber) return value.text;
  if (typeof value === "number" && !Number.isInteger(value) && Math.abs(value) < 1e-4)
    return value.toExponential().replace(/e-(\d)$/, "e-0$1");
  return `${value}`;
}
