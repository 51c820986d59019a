import type { Json } from "#shared/model/json.ts";
import { plainScalar, plainScalarOfKustomization } from "#shared/yaml/plain-scalar.ts";

import { scalarText, shapeOf } from "./scalar-text.ts";

/**
 * A field that was in quotes stays in quotes: `value: 8` over `value: "7"` makes `value: "8"`.
 * Upstream: kyaml/yaml/fns.go `FieldSetter` keeps the style of the value it replaces
 */
export function keepingQuotes(
  before: Json | undefined,
  after: Json | undefined,
  isQuoted: boolean,
): Json | undefined {
  if (typeof before !== "string" || typeof after === "string" || shapeOf(after) !== "scalar") return after;
  return isQuoted || needsQuotes(before) ? scalarText(after) : after;
}

/** Whether the text, had it not been in quotes or a block, would have been read as something else by someone. */
function needsQuotes(text: string): boolean {
  if (plainScalar(text) !== text || plainScalarOfKustomization(text) !== text) return true;
  return startsOddly.test(text) || holdsOddity.test(text);
}

const startsOddly = /^(?:[\s&*!|>'"%@`#{}[\],]|[-?:](?:\s|$))/;
const holdsOddity = /[\n\r]|:\s|\s#|\s$|:$/;
