import type { Json } from "#shared/model/json.ts";

/** A value on its own, and amid other text. */
export type Value = { readonly value: Json; readonly text: string };

/** What a name stands for; undefined when it stands for nothing that can be written into a text. */
export type ValueOf = (name: string) => Value | undefined;

/**
 * A text with every `$(NAME)` replaced that is known; `$$` is a `$` that begins no name. A text that is nothing but
 * one name becomes the value, of whatever type. Undefined where kustomize cuts a character in two, and then gives the
 * whole text as base64: a `$` in front of what is not ASCII. Upstream: api/filters/refvar/expand.go `DoReplacements`
 */
export function expanded(text: string, valueOf: ValueOf): Json | undefined {
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
    const found = valueOf(name);
    if (found !== undefined && at === 0 && end === text.length - 1) return found.value;
    result += found === undefined ? `$(${name})` : found.text;
    done = end + 1;
  }
  return result + text.slice(done);
}
