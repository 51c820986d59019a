import { jsonText } from "./json-text.ts";
import { lookUp } from "./look-up.ts";
import { matches } from "./match-path.ts";
import { become, copyOf, setText, type Node } from "./node.ts";
import { parsedText, type ParsedText } from "./parse-text.ts";
import { printedText } from "./print-text.ts";
import { settled } from "./settle.ts";
import { WrongPath } from "./wrong-path.ts";

export type Writing = {
  readonly path: readonly string[];
  readonly value: Node;
  readonly create: boolean;
};

/** "loses" names what would not survive: better no build than one that silently drops it. */
export type Written = "written" | "not within a text" | { readonly loses: string };

/**
 * Writes a value to a place within a text that holds JSON or YAML, and the text anew. Delimiters count for nothing
 * here. Upstream: api/filters/replacement/replacement.go `setValueInStructuredData`
 */
export function writeWithinText(root: Node, { path, value, create }: Writing): Written {
  const found = textOnTheWay(root, path);
  if (found === undefined) return "not within a text";
  const { node, parsed, rest } = found;
  let targets: readonly Node[];
  try {
    targets = matches(parsed.root, { path: rest, create: create ? value.kind : undefined });
  } catch (error) {
    if (error instanceof WrongPath) return "not within a text";
    throw error;
  }
  if (targets.length === 0) return "not within a text";
  const isJson = /^\s*[{[]/.test(node.text);
  for (const target of targets) {
    if (target.kind === "scalar") setText(target, value.text);
    else become(target, copyOf(value));
    // An empty value is written as '' between brackets, and so is text from then on.
    if (isJson && target.text === "" && (target.tag === "" || target.tag === "!!null")) target.tag = "!!str";
  }
  if (isJson) return rewriteJson(node, parsed.root);
  if (parsed.loses !== undefined) return { loses: parsed.loses };
  setText(node, (parsed.head === "" ? "" : `${parsed.head}\n\n`) + printedText(parsed.root));
  return "written";
}

type OnTheWay = { readonly node: Node; readonly parsed: ParsedText; readonly rest: readonly string[] };

/** The first scalar that the path runs into, read as YAML. */
function textOnTheWay(root: Node, path: readonly string[]): OnTheWay | undefined {
  for (let length = 1; length < path.length; length++) {
    try {
      const node = lookUp(root, path.slice(0, length));
      if (node?.kind === "scalar") return { node, parsed: parsedText(node.text), rest: path.slice(length) };
    } catch (error) {
      if (!(error instanceof WrongPath)) throw error;
    }
  }
  return undefined;
}

function rewriteJson(node: Node, root: Node): Written {
  let fits = true;
  const json = settled(root, () => {
    fits = false;
  });
  if (!fits || hasDoubledKeys(root)) return "not within a text";
  setText(node, jsonText(json, node.text.includes("\n") && node.text.includes("  ")));
  return "written";
}

function hasDoubledKeys({ kind, members, elements }: Node): boolean {
  if (kind === "list") return elements.some(hasDoubledKeys);
  if (kind !== "mapping") return false;
  const keys = new Set(members.map(({ key }) => key));
  return keys.size < members.length || members.some(({ value }) => hasDoubledKeys(value));
}
