import { SCALAR_STYLE, type ScalarEvent } from "js-yaml";

import type { Json } from "#shared/model/json.ts";

import { foldedTwice } from "./folded-scalar.ts";
import type { Plain } from "./plain-scalar.ts";
import { Refusal } from "./refusal.ts";
import { taggedScalar } from "./tagged-scalar.ts";

export type ScalarPlace = {
  readonly plain: (text: string) => Plain;
  /** The tag as written, "" when there is none. */
  readonly tag: string;
  /** The key that the scalar is the value of. */
  readonly key: string | undefined;
  /** Inside `{…}` or `[…]`. */
  readonly inFlow: boolean;
};

/** The bounds in a JSON schema, which the API server reads as doubles itself. */
const readAsDouble: ReadonlySet<string | undefined> = new Set([
  "maximum",
  "minimum",
  "multipleOf",
  "exclusiveMaximum",
  "exclusiveMinimum",
]);

/** Quoted, or a block: nothing but text. */
export function isPlain({ style, tagStart }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.PLAIN && tagStart === -1;
}

export function scalarValue(text: string, event: ScalarEvent, place: ScalarPlace): Json {
  const { plain, tag } = place;
  if (isPlain(event) || (tag === "!" && event.style === SCALAR_STYLE.PLAIN))
    return plainValue(text, event.valueStart, place);
  if (tag === "" || tag === "!") return event.style === SCALAR_STYLE.FOLDED_BLOCK ? foldedTwice(text) : text;
  const value = taggedScalar(tag, text, plain);
  if (value === undefined)
    throw new Refusal(`cannot read \`${text}\` as ${tag}`, event.tagStart, "Take the tag away");
  return value;
}

function plainValue(text: string, offset: number, { plain, key, inFlow }: ScalarPlace): Json {
  // kustomize prints the empty value of `{a: }` as "", where a block's `a:` stays null.
  if (text === "") return inFlow ? "" : null;
  const value = plain(text);
  if (typeof value === "bigint") {
    if (readAsDouble.has(key)) return Number(value);
    const message = `holds the whole number ${text}, which is too large to be kept exactly`;
    throw new Refusal(message, offset, "Quote it if it is an identifier");
  }
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Refusal(`holds ${text}, which JSON cannot carry`, offset, "Quote it if it is text");
  return value;
}
