const namesBy: ReadonlyMap<string, string> = new Map([
  ["\0", "0"],
  ["\u0007", "a"],
  ["\b", "b"],
  ["\t", "t"],
  ["\n", "n"],
  ["\v", "v"],
  ["\f", "f"],
  ["\r", "r"],
  ["\u001B", "e"],
  ['"', '"'],
  ["\\", "\\"],
  ["\u0085", "N"],
  ["\u00A0", "_"],
  ["\u2028", "L"],
  ["\u2029", "P"],
]);

const mustBeEscaped = /["\\\u2028\u2029]|[^ -~\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/gu;

/**
 * Text for double quotes. Text that begins with a byte order mark is escaped to the last letter: the printer asks of
 * each character whether the text's first one is a mark.
 * Upstream: go.yaml.in/yaml/v2 emitterc.go `yaml_emitter_write_double_quoted_scalar`, yamlprivateh.go `is_bom`.
 */
export function escaped(text: string): string {
  return text.replaceAll(text.startsWith("\uFEFF") ? /[^]/gu : mustBeEscaped, escape);
}

function escape(char: string): string {
  const name = namesBy.get(char);
  if (name !== undefined) return `\\${name}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
