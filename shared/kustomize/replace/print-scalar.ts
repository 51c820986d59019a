import { escaped } from "#shared/yaml/escaped-text.ts";
import { literalBlock } from "#shared/yaml/literal-block.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";

import type { Node } from "./node.ts";
import { plainTag } from "./settle.ts";

/** Where a scalar is written. */
export type ScalarPlace = {
  /** Inside `{…}` or `[…]`. */
  readonly inFlow: boolean;
  readonly isKey: boolean;
  /** What the lines of a block begin with. */
  readonly indent: string;
  /** Goes behind it, and behind the `|` of a block. */
  readonly comment: string;
};

type Style = "plain" | "single" | "double" | "literal";

/**
 * A scalar as go-yaml writes it: as it was written if that is still possible, plain where nothing is known of it.
 * Upstream: go.yaml.in/yaml/v3 encode.go `node`, emitterc.go `yaml_emitter_select_scalar_style`
 */
export function printedScalar(node: Node, place: ScalarPlace): string {
  const { tag, text } = node;
  const plain = plainScalar(text);
  const meant = plainTag(plain, text);
  const wanted = wantedStyle(node);
  const isQuoted = wanted !== "plain";
  const isImplicit = tag === "" || meant === tag || tag === "!!str";
  const style = possibleStyle(!isQuoted && tag === "!!str" && meant !== tag ? "double" : wanted, text, place);
  const printed = written(text, style, place);
  return isImplicit ? printed : `${tag} ${printed}`.trimEnd();
}

function wantedStyle({ look, text }: Node): Style {
  const style = look?.style;
  if (style === "single" || style === "double" || style === "literal") return style;
  return text.includes("\n") ? "literal" : "plain";
}

function possibleStyle(wanted: Style, text: string, place: ScalarPlace): Style {
  const { inFlow, isKey } = place;
  if (isKey && lineBreak.test(text)) return "double";
  switch (wanted) {
    case "plain":
      return mayBePlain(text, place) ? "plain" : possibleStyle("single", text, place);
    case "single":
      return needsEscapes.test(text) || spaceAtBreak.test(text) || text.includes("\t") ? "double" : "single";
    case "literal":
      return text === "" || !mayBeBlock(text) || inFlow || isKey ? "double" : "literal";
    case "double":
      return "double";
  }
}

const lineBreak = /[\n\r\u0085\u2028\u2029]/;
/** Not printable, as go-yaml sees it: what lies beyond the Basic Multilingual Plane is not either. */
const needsEscapes = /[^\n\t\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|[\u{10000}-\u{10FFFF}]/u;
const spaceAtBreak = / [\n\r\u0085\u2028\u2029]|[\n\r\u0085\u2028\u2029] /;

function mayBeBlock(text: string): boolean {
  return !needsEscapes.test(text) && !/ [\n\r\u0085\u2028\u2029]| $/.test(text);
}

function mayBePlain(text: string, { inFlow, isKey }: ScalarPlace): boolean {
  if (text === "") return !inFlow && !isKey;
  return isOneTidyLine(text) && !indicators.test(text) && !(inFlow && /^[?:]|[,?[\]{}:]/.test(text));
}

const indicators = /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?=[ \t\n]|$)|:(?=[ \t\n]|$)|[ \t\n]#/;

function isOneTidyLine(text: string): boolean {
  return !lineBreak.test(text) && !/^ | $|\t/.test(text) && !needsEscapes.test(text);
}

function written(text: string, style: Style, { indent, comment }: ScalarPlace): string {
  switch (style) {
    case "plain":
      return text === "" ? comment.trimStart() : text + comment;
    case "single":
      return `'${text
        .replaceAll("'", "''")
        .replaceAll(/\n+/g, "\n$&")
        .replaceAll(/\n(?=[^\n])/g, `\n${indent}`)}'${comment}`;
    case "double":
      return `"${escaped(text)}"${comment}`;
    case "literal":
      return literalBlock(text, indent.length).replace("\n", `${comment}\n`).replace(/\n$/, "");
  }
}
