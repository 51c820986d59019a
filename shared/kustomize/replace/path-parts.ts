/**
 * The parts of a path like `spec.containers.[name=web].env.0`: a dot inside a name is written `\.`, brackets keep
 * what is in them together, and brackets without a condition only quote.
 * Upstream: kyaml/utils/pathsplitter.go `SmarterPathSplitter`
 */
export function pathParts(path: string): readonly string[] {
  const split = splitAtDots(path);
  const parts: string[] = [];
  for (let at = 0; at < split.length; at++) {
    let part = split[at] ?? "";
    if (!part.startsWith("[") || part.endsWith("]")) {
      parts.push(part);
      continue;
    }
    while (at < split.length - 1) {
      const next = split[++at] ?? "";
      part += `.${next}`;
      if (next.endsWith("]")) break;
    }
    parts.push(part.includes("=") ? part : part.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return parts;
}

function splitAtDots(path: string): readonly string[] {
  const [first = "", ...rest] = path.split(".");
  const pieces = first === "" && rest.length > 0 ? rest : [first, ...rest];
  const parts: string[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last?.endsWith("\\") === true) parts[parts.length - 1] = `${last.slice(0, -1)}.${piece}`;
    else parts.push(piece);
  }
  return parts;
}

/** A place in a list: `0` and also `+1`, as Go reads numbers; undefined for other parts. May be negative. */
export function indexIn(part: string): number | undefined {
  return /^[-+]?\d{1,18}$/.test(part) ? Number(part) : undefined;
}

/** What picks an element by its content: `[name=web]`, or `[=web]` with the key "". */
export type Condition = { readonly key: string; readonly value: string };

export function isBracketed(part: string): boolean {
  return part.startsWith("[") && part.endsWith("]");
}

/** The condition of a bracketed part; undefined when it has no "=". */
export function conditionIn(part: string): Condition | undefined {
  const inner = part.replace(/\]$/, "").replace(/^\[/, "");
  const equals = inner.indexOf("=");
  return equals === -1 ? undefined : { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}
