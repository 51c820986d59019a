/** Where text is printed: what its further lines are indented by, and the column that it begins in. */
export type Place = { readonly indent: number; readonly column: number };

/** A line is broken at the first blank behind this column. */
const width = 80;

/** The first blank of a line at which it is to be broken; -1 when it stays whole. */
type NextBreak = (text: string, from: number) => number;

/**
 * Bare or single-quoted text with its long lines broken at single blanks; whole for a key, which has no place.
 * Upstream: go.yaml.in/yaml/v2 emitterc.go `yaml_emitter_write_plain_scalar`, `…_single_quoted_scalar`.
 */
export function folded(text: string, place: Place | undefined): string {
  if (place === undefined) return text;
  if (lineBreaks.test(text)) return foldedLines(text, place);
  return text.length + place.column <= width ? text : foldedBy(singleBlank, text, place);
}

/** Unicode's own line breaks stay in the text, and what comes behind them is indented. */
const lineBreaks = /[\u2028\u2029]/;

function foldedLines(text: string, { indent, column }: Place): string {
  const [first = "", ...rest] = text.split(/([\u2028\u2029]+)/);
  const lineStart = " ".repeat(indent);
  let result = foldedBy(singleBlank, first, { indent, column });
  for (const [index, part] of rest.entries())
    if (index % 2 === 0) result += part;
    else if (part !== "") result += lineStart + foldedBy(singleBlank, part, { indent, column: indent });
  return result;
}

/**
 * Double-quoted text, which may be broken before further blanks too: a backslash keeps them.
 * Upstream: `yaml_emitter_write_double_quoted_scalar`.
 */
export function foldedQuoted(text: string, place: Place | undefined): string {
  if (place === undefined || text.length + place.column <= width) return text;
  return foldedBy(firstBlank, text, place);
}

function foldedBy(nextBreak: NextBreak, text: string, { indent, column }: Place): string {
  let result = "";
  let start = 0;
  let startColumn = column;
  for (;;) {
    const at = nextBreak(text, start + Math.max(0, width + 1 - startColumn));
    if (at === -1) return result + text.slice(start);
    const keepsBlanks = text[at + 1] === " ";
    result += `${text.slice(start, at)}\n${" ".repeat(indent)}${keepsBlanks ? "\\" : ""}`;
    start = at + 1;
    startColumn = keepsBlanks ? indent + 1 : indent;
  }
}

const singleBlank: NextBreak = (text, from) => {
  let at = text.indexOf(" ", from);
  while (at !== -1 && (isAtEdge(text, at) || text[at - 1] === " " || text[at + 1] === " "))
    at = text.indexOf(" ", at + 1);
  return at;
};

const firstBlank: NextBreak = (text, from) => {
  let at = text.indexOf(" ", from);
  while (at !== -1 && (isAtEdge(text, at) || text[at - 1] === " ")) at = text.indexOf(" ", at + 1);
  return at;
};

function isAtEdge(text: string, at: number): boolean {
  return at === 0 || at === text.length - 1;
}
