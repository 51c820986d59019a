import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";

/**
 * A value while replacements work on it. kustomize changes the text of a scalar and leaves its type alone, looks at
 * what it has changed before, and puts trees in place of others: all of that shows, so here values do change.
 * They are opened one level at a time, and what nobody has touched is handed back as the very same JSON.
 * Upstream: go.yaml.in/yaml/v3 yaml.go `Node`
 */
export type Node = {
  /** "nothing" is what an empty text is parsed to. */
  kind: "scalar" | "mapping" | "list" | "nothing";
  /** `!!str`, `!!int`, …; "" where the text speaks for itself, as in fields that a replacement has made. */
  tag: string;
  /** What a scalar says; "" of everything else. */
  text: string;
  /** Of a mapping; a null can have some as well, which nobody will see. */
  members: Member[];
  /** Of a list; a null can have some as well. */
  elements: Node[];
  /** What it was made of, undefined when it has become something else. */
  json: Json | undefined;
  /** Whether members and elements were made from the JSON yet. */
  isOpen: boolean;
  /** How it was written, of what stands in a text. */
  look: Look | undefined;
};

/** A key that is known to be text, whatever it looks like, has no look. */
export type Member = { readonly key: string; readonly value: Node; readonly look?: Look };

export type Look = {
  readonly style: "plain" | "single" | "double" | "literal" | "folded" | "flow" | "block";
  /** Lines of comment above, "" for none. */
  readonly head: string;
  /** Comment behind it, "" for none. */
  readonly line: string;
};

/** How a key is written whose type nobody has said. */
export const plainLook: Look = { style: "plain", head: "", line: "" };

export function nodeOf(json: Json): Node {
  if (Array.isArray(json)) return { ...bare("list", "!!seq"), json, isOpen: false };
  if (isJsonObject(json)) return { ...bare("mapping", "!!map"), json, isOpen: false };
  const text = textOfScalar(json);
  return { ...bare("scalar", tagOf(json, text)), text, json };
}

/** One that is made where a path leads to nothing. */
export function bareNode(kind: Node["kind"], text = ""): Node {
  return { ...bare(kind, ""), text };
}

function bare(kind: Node["kind"], tag: string): Node {
  return { kind, tag, text: "", members: [], elements: [], json: undefined, isOpen: true, look: undefined };
}

/** What an author would have written, as far as it is known: null is an empty value. */
export function textOfScalar(json: Json): string {
  if (typeof json === "string") return json;
  if (json instanceof WrittenNumber) return json.text;
  return json === null ? "" : JSON.stringify(json);
}

function tagOf(json: Json, text: string): string {
  if (json === null) return "!!null";
  if (typeof json === "string") return "!!str";
  if (typeof json === "boolean") return "!!bool";
  return isWholeNumber(text) ? "!!int" : "!!float";
}

/** Whether a plain text that is a number is an integer of 64 bits. */
export function isWholeNumber(text: string): boolean {
  if (!/^[-+]?(?:0[xX][\da-fA-F_]+|0[bBoO]?[-+]?[\d_]+|[\d_]+)$/.test(text)) return false;
  const value = plainScalar(text);
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value) && isShort(text));
}

/** Longer digits than 64 bits hold become a float. */
function isShort(text: string): boolean {
  const digits = text.replaceAll(/[-+_]/g, "");
  return digits.length < 19 || /^0[xXbBoO]/.test(digits) || BigInt(digits) < 2n ** 64n;
}

export function isNull(node: Node): boolean {
  return node.tag === "!!null";
}

export function membersOf(node: Node): Member[] {
  open(node);
  return node.members;
}

export function elementsOf(node: Node): Node[] {
  open(node);
  return node.elements;
}

function open(node: Node): void {
  if (node.isOpen) return;
  node.isOpen = true;
  const { json } = node;
  if (Array.isArray(json)) node.elements = json.map((element: Json) => nodeOf(element));
  else if (isJsonObject(json))
    node.members = Object.entries(json).map(([key, value]) => ({ key, value: nodeOf(value) }));
}

/** The first member of the name. */
export function memberOf(node: Node, name: string): Node | undefined {
  return membersOf(node).find(({ key }) => key === name)?.value;
}

export function setText(node: Node, text: string): void {
  node.text = text;
  node.json = undefined;
}

/** Makes of a node what another is. Whoever holds it sees the change. */
export function become(node: Node, other: Node): void {
  Object.assign(node, other);
}

export function copyOf(node: Node): Node {
  return {
    ...node,
    members: node.members.map((member) => ({ ...member, value: copyOf(member.value) })),
    elements: node.elements.map(copyOf),
  };
}

/** Nothing, null, or a list or mapping without content; an empty text is something. Upstream: `IsYNodeNilOrEmpty` */
export function isEmpty(node: Node): boolean {
  if (isNull(node) || node.kind === "nothing") return true;
  if (node.kind === "mapping") return membersOf(node).length === 0;
  return node.kind === "list" && elementsOf(node).length === 0;
}
