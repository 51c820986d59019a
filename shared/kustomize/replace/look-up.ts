import { bareNode, elementsOf, isNull, memberOf, membersOf, plainLook, type Node } from "./node.ts";
import { conditionIn, indexIn, isBracketed, type Condition } from "./path-parts.ts";
import { demand, WrongPath } from "./wrong-path.ts";

/**
 * The one node that a path leads to: conditions take the first element that fits exactly, `-` takes the last.
 * Undefined when something is missing on the way. Throws a WrongPath.
 * Upstream: kyaml/yaml/fns.go `PathGetter`
 */
export function lookUp(root: Node, path: readonly string[]): Node | undefined {
  return walk(root, path, false);
}

/** The same, with what is missing made: mappings and lists on the way, a scalar at the end. */
export function lookUpOrMake(root: Node, path: readonly string[]): Node | undefined {
  return walk(root, path, true);
}

function walk(root: Node, path: readonly string[], make: boolean): Node | undefined {
  const parts = path.map((part) => part.trim()).filter((part) => part !== "");
  let node: Node | undefined = root;
  for (const [at, part] of parts.entries()) {
    node = step(node, part, make ? kindBefore(parts[at + 1], "scalar") : undefined);
    if (node === undefined) return undefined;
  }
  return node;
}

/** What a made node must be for the next part to lead on. Upstream: `getPathPartKind` */
export function kindBefore(next: string | undefined, last: Node["kind"]): Node["kind"] {
  if (next === undefined || next === "") return last;
  return isBracketed(next) || (indexIn(next) ?? -1) >= 0 ? "list" : "mapping";
}

function step(node: Node, part: string, made: Node["kind"] | undefined): Node | undefined {
  const index = indexIn(part);
  if (index !== undefined) {
    if (index < 0) throw new WrongPath(`array index ${index} cannot be negative`);
    demand("list", node);
    return elementsOf(node)[index];
  }
  if (part === "-") {
    demand("list", node);
    const last = elementsOf(node).at(-1);
    if (last === undefined) throw new WrongPath("the list is empty and has no last element");
    return last;
  }
  if (part === "*") throw new WrongPath("wildcard is not supported in PathGetter");
  if (!isBracketed(part))
    return field(node, part) ?? (made && !isNull(node) ? makeField(node, part, made) : undefined);
  const condition = conditionIn(part);
  if (condition === undefined) throw new WrongPath(noCondition);
  return element(node, condition) ?? (made && append(node, fulfilling(condition)));
}

export const noCondition = "list path element must contain fieldName=fieldValue for element to match";

/** Upstream: kyaml/yaml/fns.go `FieldMatcher` */
export function field(node: Node, name: string): Node | undefined {
  if (isNull(node)) return undefined;
  if (name === "") {
    demand("scalar", node);
    return node.text === "" ? node : undefined;
  }
  demand("mapping", node);
  return memberOf(node, name);
}

export function makeField(node: Node, name: string, kind: Node["kind"]): Node {
  const value = bareNode(kind);
  demand("mapping", node);
  membersOf(node).push({ key: name, value, look: plainLook });
  return value;
}

function element(node: Node, { key, value }: Condition): Node | undefined {
  demand("list", node);
  return elementsOf(node).find((element) => {
    if (key === "") return element.text === value;
    return element.kind === "mapping" && memberOf(element, key)?.text === value;
  });
}

export function append(node: Node, element: Node): Node {
  demand("list", node);
  elementsOf(node).push(element);
  return element;
}

/** The element that a condition asks for. */
export function fulfilling({ key, value }: Condition): Node {
  const text = bareNode("scalar", value);
  return key === "" ? text : { ...bareNode("mapping"), members: [{ key, value: text, look: plainLook }] };
}
