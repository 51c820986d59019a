import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";

import { Refusal } from "./refusal.ts";

/** What a scalar says, as Go's parser reads it where js-yaml reads otherwise. */
export function scalarText(text: string, event: ScalarEvent): string {
  const value = getScalarValue(text, event);
  const { style, fast } = event;
  if (style === SCALAR_STYLE.DOUBLE_QUOTED)
    return fast ? value : whole(doubleQuoted(text, event, value), event);
  if (style !== SCALAR_STYLE.LITERAL_BLOCK && style !== SCALAR_STYLE.FOLDED_BLOCK) return value;
  return value.endsWith("\n") && endsWithoutBreak(text, event) ? value.slice(0, -1) : value;
}

/** The text's last line is in the block and nothing ends it: a line break would be invented. */
function endsWithoutBreak(text: string, { valueEnd, indent }: ScalarEvent): boolean {
  if (valueEnd !== text.length || text.endsWith("\n")) return false;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return lastLine.length > indent || lastLine.trim() !== "";
}

/** Half a character has no place in UTF-8. */
function whole(value: string, { valueStart }: ScalarEvent): string {
  if (value.isWellFormed()) return value;
  throw new Refusal("found invalid Unicode character escape code", valueStart, "Escape the whole character");
}

/** js-yaml forgets the empty lines behind an escaped line break. */
const emptyBehindEscape = /(?<!\\)((?:\\\\)*)\\\n((?:[ \t]*\n)+)/g;

function doubleQuoted(text: string, event: ScalarEvent, value: string): string {
  const { valueStart, valueEnd } = event;
  const written = text.slice(valueStart, valueEnd);
  if (!written.includes("\\\n")) return value;
  const mended = written.replaceAll(emptyBehindEscape, (_, escapes: string, empty: string) => {
    const breaks = empty.split("\n").length - 1;
    return `${escapes}${"\\n".repeat(breaks)}\\\n`;
  });
  return getScalarValue(mended, { ...event, valueStart: 0, valueEnd: mended.length });
}
