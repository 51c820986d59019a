import * as fc from "fast-check";
import type { Json } from "#shared/model/json.ts";

const signs = [
  ...Array.from("abcXYZ019 -:#,[]{}&*!|>'\"%@`?~.\\_=<+/\n\n  \t"),
  "é",
  "中",
  "😀",
  "\u00A0",
  "\uFEFF",
  "\r",
  "\0",
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...signs), { maxLength: 8 }).map((chars) => chars.join("")),
  fc
    .array(fc.constantFrom(..."0123456789+-.eExXob_:TZ".split("")), { minLength: 1, maxLength: 12 })
    .map((chars) => chars.join("")),
  fc
    .array(fc.constantFrom("lorem", "dolor sit", "don't", "a:b", "", "a: b", "#c", "tab\tx", "😀", "é"), {
      maxLength: 40,
    })
    .map((words) => words.join(" ")),
  fc
    .array(
      fc.constantFrom("lorem ipsum", "  indented", "", "- a", "key: value", "# c", "x".repeat(100) + " y"),
      {
        maxLength: 6,
      },
    )
    .map((lines) => lines.join("\n")),
);

const number = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.maxSafeInteger())
  .map((value) => (value === 0 ? 0 : value));

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    { weight: 6, arbitrary: text },
    { weight: 1, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, true, false, [], {}) },
    { weight: 2, arbitrary: fc.array(tie("json"), { maxLength: 4 }) },
    // Bare, as go-yaml prints it, the key `<<` would be read as a merge.
    {
      weight: 3,
      arbitrary: fc.dictionary(
        text.filter((key) => key !== "<<"),
        tie("json"),
        { maxKeys: 5, noNullPrototype: true },
      ),
    },
  ),
}));

/**
 * Values that try a printer: text that looks like other things, long lines, odd letters, nested containers. Without
 * U+2028, behind which go-yaml indents as behind a line break, where YAML 1.2 no longer sees one.
 */
export function printable(): fc.Arbitrary<Json> {
  return json;
}
