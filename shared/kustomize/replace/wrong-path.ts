import type { Node } from "./node.ts";

/** Why a path does not lead through an object. Thrown by those who walk, caught by those who have sent them. */
export class WrongPath extends Error {}

const kindNames: Readonly<Record<Node["kind"], string>> = {
  scalar: "ScalarNode",
  mapping: "MappingNode",
  list: "SequenceNode",
  nothing: "",
};

/** A null passes for anything. Upstream: kyaml/yaml/fns.go `ErrorIfInvalid` */
export function demand(kind: Node["kind"], node: Node): void {
  if (node.tag === "!!null" || node.kind === kind) return;
  throw new WrongPath(`wrong node kind: expected ${kindNames[kind]} but got ${kindNames[node.kind]}`);
}
