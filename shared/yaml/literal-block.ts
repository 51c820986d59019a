/**
 * Text with lines as a block: `|`, a digit where it begins blank, and how it ends.
 * Upstream: go.yaml.in/yaml/v2 emitterc.go `yaml_emitter_write_literal_scalar`, `…_block_scalar_hints`.
 */
export function literalBlock(text: string, indent: number): string {
  const beginsBlank = /^[ \n\u2028\u2029]/.test(text) ? "2" : "";
  const lines = text.replaceAll(beforeContent, " ".repeat(indent));
  return `|${beginsBlank}${chomping(text)}\n${lines}`;
}

/** Where a line with something in it begins. */
const beforeContent = /(?<=^|[\n\u2028\u2029])(?![\n\u2028\u2029]|$)/g;

/** `-` when no line break ends it, `+` when more than one does, or nothing comes before. */
function chomping(text: string): "" | "-" | "+" {
  if (!/[\n\u2028\u2029]$/.test(text)) return "-";
  return text.length === 1 || /[\n\u2028\u2029]{2}$/.test(text) ? "+" : "";
}
