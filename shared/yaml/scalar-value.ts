import { SCALAR_STYLE, type ScalarEvent } from "js-yaml";

import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { foldedTwice } from "./folded-scalar.ts";
import type { Plain } from "./plain-scalar.ts";
import { Refusal } from "./refusal.ts";
import { taggedScalar } from "./tagged-scalar.ts";

/** What an unquoted scalar means. */
export type ReadPlain = (text: string) => Plain | WrittenNumber;

export type ScalarPlace = {
  readonly plain: ReadPlain;
  /** The tag as written, "" when there is none. */
  readonly tag: string;
  /** Inside `{…}` or `[…]`. */
  readonly inFlow: boolean;
};

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

function plainValue(text: string, offset: number, { plain, inFlow }: ScalarPlace): Json {
  // kustomize prints the empty value of `{a: }` as "", where a block's `a:` stays null.
  if (text === "") return inFlow ? "" : null;
  const value = plain(text);
  if (typeof value === "bigint") return new WrittenNumber(text, value);
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Refusal(`holds ${text}, which JSON cannot carry`, offset, "Quote it if it is text");
  // A time of day has colons, which go-yaml puts in quotes where it prints `{a: …}`; what was read again is text.
  return inFlow && typeof value === "string" && text.includes(":") ? text : value;
}
