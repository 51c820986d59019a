import { compilePattern, type Pattern } from "#shared/kustomize/go-regexp.ts";

import { append, field, fulfilling, kindBefore, makeField, noCondition } from "./look-up.ts";
import { bareNode, elementsOf, memberOf, type Node } from "./node.ts";
import { parsedText } from "./parse-text.ts";
import { conditionIn, indexIn, isBracketed, type Condition } from "./path-parts.ts";
import { printedText } from "./print-text.ts";
import { demand, WrongPath } from "./wrong-path.ts";

export type Matching = {
  readonly path: readonly string[];
  /** What to make where the path's end is missing; without it nothing is made. */
  readonly create: Node["kind"] | undefined;
};

/**
 * Every node that a path leads to: `*` takes each element, and conditions are regular expressions that may fit
 * anywhere in an element's value as it is printed. A path that leads on into a text reads it as YAML and finds
 * nodes that are no part of the object. Throws a WrongPath.
 * Upstream: kyaml/yaml/match.go `PathMatcher`
 */
export function matches(node: Node, { path, create }: Matching): readonly Node[] {
  const [part, ...rest] = path;
  if (part === undefined) return [node];
  const walk: Walk = { part, next: rest[0], rest: { path: rest, create } };
  const index = indexIn(part);
  if (index !== undefined && index >= 0) return atIndex(node, index, walk);
  if (isBracketed(part)) return fitting(node, walk);
  if (part === "*") {
    demand("list", node);
    return elementsOf(node).flatMap((element) => matches(element, walk.rest));
  }
  return inField(node, walk);
}

type Walk = { readonly part: string; readonly next: string | undefined; readonly rest: Matching };

function inField(node: Node, { part, next, rest }: Walk): readonly Node[] {
  const { create } = rest;
  let found = field(node, part);
  if (found === undefined) {
    if (create === undefined) return [];
    found = makeField(node, part, kindBefore(next, create));
  }
  const leadsOn = rest.path.length > 0;
  return matches(found.kind === "scalar" && leadsOn ? parsedText(found.text).root : found, rest);
}

function atIndex(node: Node, index: number, { next, rest }: Walk): readonly Node[] {
  demand("list", node);
  const elements = elementsOf(node);
  if (elements.length === index && rest.create !== undefined)
    append(node, bareNode(kindBefore(next, rest.create)));
  const element = elements[index];
  if (element === undefined)
    throw new WrongPath(`index ${index} specified but only ${elements.length} elements found`);
  return matches(element, rest);
}

function fitting(node: Node, walk: Walk): readonly Node[] {
  const condition = conditionIn(walk.part);
  if (condition === undefined) throw new WrongPath(noCondition);
  demand("list", node);
  const found = fittingElements(node, condition, walk.rest);
  if (found.length > 0 || walk.rest.create === undefined) return found;
  append(node, fulfilling(condition));
  const made = fittingElements(node, condition, walk.rest);
  // Upstream would go on appending for ever.
  if (made.length === 0) throw new WrongPath(`${walk.part} does not fit the element that is made for it`);
  return made;
}

/** What follows the condition is not looked at when elements are plain values. */
function fittingElements(node: Node, { key, value }: Condition, rest: Matching): readonly Node[] {
  const elements = elementsOf(node);
  if (elements.length === 0) return [];
  const pattern = patternOf(value);
  if (key === "") return elements.filter((element) => pattern(printedText(element)));
  return elements.flatMap((element) => {
    const found = element.kind === "mapping" ? memberOf(element, key) : undefined;
    return found !== undefined && pattern(printedText(found)) ? matches(element, rest) : [];
  });
}

function patternOf(source: string): Pattern {
  const pattern = compilePattern(source);
  if (pattern === undefined) throw new WrongPath(`error parsing regexp: ${source}`);
  return pattern;
}
