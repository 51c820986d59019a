import { folded, foldedQuoted, type Place } from "./fold-lines.ts";
import { literalBlock } from "./literal-block.ts";
import { escaped } from "./escaped-text.ts";
import { readsAsText } from "./reads-as-text.ts";

/** A word, or words, that nothing else could be meant by. */
const word = /^[A-Za-z_/(][!-~]*[!-9;-~]$/;
const words = /^[A-Za-z_/(][ -~]*[!-9;-~]$/;
const longestWordWithMeaning = "false".length;

/**
 * Text as go-yaml prints it: bare where it can be, as a literal block where it has lines, in quotes otherwise. The
 * place is undefined for a key, whose line is never broken. Upstream: go.yaml.in/yaml/v2 encode.go `stringv`,
 * emitterc.go `yaml_emitter_analyze_scalar` and `yaml_emitter_select_scalar_style`.
 */
export function printText(given: string, place: Place | undefined): string {
  if (given.length > longestWordWithMeaning) {
    if (word.test(given)) return given;
    if (words.test(given) && !given.includes(": ") && !given.includes(" #")) return folded(given, place);
  }
  const text = given.includes("\u0085") ? withoutNextLines(given) : given;
  if (unprintable.test(text)) return doubleQuoted(text, place);
  if (text.includes("\n")) {
    if (place === undefined || blankBeforeBreak.test(text)) return doubleQuoted(text, place);
    return literalBlock(text, place.indent);
  }
  if (!readsAsText(text)) return doubleQuoted(text, place);
  if (!needsQuotes.test(text)) return folded(text, place);
  if (blankBesideBreak.test(text)) return doubleQuoted(text, place);
  return singleQuoted(text, place);
}

/** Whether a key may stand before its colon as it is: one line, and not too long. */
export function isSimpleKey(key: string): boolean {
  if (/[\n\r\u0085\u2028\u2029]/.test(key)) return false;
  return key.length * mostBytesPerUnit <= longestKey || new TextEncoder().encode(key).length <= longestKey;
}

const longestKey = 128;
const mostBytesPerUnit = 3;

const unprintable = /[^\n -~\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/;
const blankBeforeBreak = / (?:[\n\u2028\u2029]|$)/;
const blankBesideBreak = / [\u2028\u2029]|[\u2028\u2029] /;
/** What bare text must not begin with, end in or hold. */
const needsQuotes = /^(?:[#,[\]{}&*!|>'"%@` ]|[?:-](?: |$)|---|\.\.\.)|:(?: |$)| #| $|[\u2028\u2029]/;

/**
 * On its way to the printer text is read as JSON by a YAML parser, which folds lines at a NEXT LINE: one of them
 * becomes a blank, and the blanks around it go.
 */
function withoutNextLines(text: string): string {
  return text.replaceAll(/ *\u0085[ \u0085]*/g, (run) => {
    const lines = run.split("\u0085").length - 1;
    return lines === 1 ? " " : "\n".repeat(lines - 1);
  });
}

function doubleQuoted(text: string, place: Place | undefined): string {
  return `"${foldedQuoted(escaped(text), behindQuote(place))}"`;
}

function singleQuoted(text: string, place: Place | undefined): string {
  return `'${folded(text.replaceAll("'", "''"), behindQuote(place))}'`;
}

function behindQuote(place: Place | undefined): Place | undefined {
  return place === undefined ? undefined : { indent: place.indent, column: place.column + 1 };
}
