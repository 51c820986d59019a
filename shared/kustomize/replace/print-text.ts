import { bareNode, elementsOf, membersOf, type Member, type Node } from "./node.ts";
import { printedScalar, type ScalarPlace } from "./print-scalar.ts";

/**
 * A node as a YAML document of its own, without blank space at either end: two spaces for each level, lists at the
 * level of their key, lines as long as they need to be. Comments stay where they were.
 * Upstream: kyaml/yaml/rnode.go `String`, go.yaml.in/yaml/v3 emitterc.go
 */
export function printedText(node: Node): string {
  if (!isBlock(node)) return inline(node, { indent: "  ", comment: lineComment(node) }).trim();
  return block(node, "").trim();
}

function isBlock(node: Node): boolean {
  if (node.look?.style === "flow") return false;
  if (node.kind === "mapping") return membersOf(node).length > 0;
  return node.kind === "list" && elementsOf(node).length > 0;
}

/** Lines, the first of them without its indent. */
function block(node: Node, indent: string): string {
  const entries =
    node.kind === "list"
      ? elementsOf(node).map((element) => listEntry(element, indent))
      : membersOf(node).map((member) => mappingEntry(member, indent));
  return entries.join(`\n${indent}`);
}

function listEntry(element: Node, indent: string): string {
  const inner = `${indent}  `;
  const text = isBlock(element)
    ? block(element, inner)
    : inline(element, { indent: inner, comment: lineComment(element) });
  return `${headComment(element.look?.head, indent)}-${text === "" ? "" : " "}${text}`;
}

function mappingEntry(member: Member, indent: string): string {
  const { value, look } = member;
  const head = headComment(look?.head, indent);
  const name = printedScalar(keyNode(member), { inFlow: false, isKey: true, indent, comment: "" });
  const comment = look?.line === undefined || look.line === "" ? "" : ` ${look.line}`;
  if (!isBlock(value)) {
    const text = inline(value, { indent: `${indent}  `, comment: lineComment(value) || comment });
    return `${head}${name}:${text === "" || text.startsWith(" ") ? "" : " "}${text}`;
  }
  const inner = value.kind === "list" ? indent : `${indent}  `;
  return `${head}${name}:${comment}\n${inner}${block(value, inner)}`;
}

function keyNode({ key, look }: Member): Node {
  return { ...bareNode("scalar", key), tag: look === undefined ? "!!str" : "", look };
}

function headComment(head: string | undefined, indent: string): string {
  return head === undefined || head === "" ? "" : `${head.replaceAll("\n", `\n${indent}`)}\n${indent}`;
}

function lineComment({ look }: Node): string {
  return look === undefined || look.line === "" ? "" : ` ${look.line}`;
}

/** What stands on the line of its key, or of its dash. */
function inline(node: Node, place: Pick<ScalarPlace, "indent" | "comment">): string {
  if (node.kind === "nothing") return "null";
  if (node.kind !== "scalar") return flow(node, place.indent) + place.comment;
  return printedScalar(node, { inFlow: false, isKey: false, ...place });
}

/** `indent` is that of lines in it, which only quoted text can have. */
function flow(node: Node, indent: string): string {
  const inner = `${indent}  `;
  if (node.kind === "list")
    return `[${elementsOf(node)
      .map((element) => flow(element, inner))
      .join(", ")}]`;
  const place = { inFlow: true, indent, comment: "" };
  if (node.kind !== "mapping") return printedScalar(node, { ...place, isKey: false });
  const entries = membersOf(node).map((member) => {
    const name = printedScalar(keyNode(member), { ...place, isKey: true });
    return `${name}: ${flow(member.value, inner)}`;
  });
  return `{${entries.join(", ")}}`;
}
