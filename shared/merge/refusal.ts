import { printedPlace, type Place } from "./place.ts";
import type { Shape } from "./scalar-text.ts";

/** Why a patch cannot be applied. It never leaves this room: whoever applies patches answers with its message. */
export class Refusal extends Error {}

/** Upstream: kyaml/yaml/fns.go `InvalidNodeKindError` */
export function wrongKind(expected: Shape, got: Shape, place: Place): Refusal {
  return new Refusal(
    `wrong node kind: expected ${nodeKinds[expected]} but got ${nodeKinds[got]} in ${printedPlace(place)}`,
  );
}

const nodeKinds: Readonly<Record<Shape, string>> = {
  mapping: "MappingNode",
  list: "SequenceNode",
  scalar: "ScalarNode",
  nothing: "nothing",
};
