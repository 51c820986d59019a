/**
 * What becomes of a folded (`>`) scalar in kustomize, which prints what it has read and reads it once more: where
 * lines are indented further, or kept at the end, go-yaml's printer breaks lines that its parser then keeps.
 * Upstream: go.yaml.in/yaml/v3 emitterc.go `yaml_emitter_write_folded_scalar`, which looks at the value's first
 * character where it should look at the next line's.
 */
export function foldedTwice(value: string): string {
  if (!mayChange.test(value) || isPrintedQuoted.test(value)) return value;
  const lines = printed(value).split("\n");
  return readFolded(lines, chompingOf(value));
}

/** A line that begins blank, or line breaks at either end. Everything else survives. */
const mayChange = /\n[ \t]|^[ \t\n]|\n\n$/;

/** What the printer would not fold: a space at a line's end, and what is not printable. */
// oxlint-disable-next-line no-control-regex -- these are what the printer quotes for
const isPrintedQuoted = / \n| $|[\0-\x08\x0B-\x1F\x7F-\x9F\uFEFF\uFFFE\uFFFF]/;

function printed(value: string): string {
  const beginsBlank = /^\n*[ \t]/.test(value);
  let text = "";
  let atBreak = true;
  let indented = true;
  for (const char of value) {
    if (char === "\n") {
      text += atBreak || indented || beginsBlank ? "\n" : "\n\n";
      atBreak = true;
    } else {
      if (atBreak) indented = char === " " || char === "\t";
      text += char;
      atBreak = false;
    }
  }
  return text;
}

type Chomping = "strip" | "clip" | "keep";

function chompingOf(value: string): Chomping {
  if (!value.endsWith("\n")) return "strip";
  return value === "\n" || value.endsWith("\n\n") ? "keep" : "clip";
}

/** Upstream: go.yaml.in/yaml/v3 scannerc.go `yaml_parser_scan_block_scalar` */
function readFolded(lines: readonly string[], chomping: Chomping): string {
  let text = "";
  let lineBreak = "";
  let emptyLines = "";
  let wasBlank = false;
  for (const line of lines.slice(0, -1).concat(lines.at(-1) === "" ? [] : lines.slice(-1))) {
    if (line === "") {
      emptyLines += "\n";
      continue;
    }
    const isBlank = line.startsWith(" ") || line.startsWith("\t");
    const folds = !wasBlank && !isBlank && lineBreak !== "";
    text += folds ? (emptyLines === "" ? " " : "") : lineBreak;
    text += emptyLines + line;
    wasBlank = isBlank;
    lineBreak = "\n";
    emptyLines = "";
  }
  if (chomping === "strip") return text;
  return text + lineBreak + (chomping === "keep" ? emptyLines : "");
}
