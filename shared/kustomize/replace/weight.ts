import { isJsonObject, type Json } from "#shared/model/json.ts";

import { textOfScalar, type Node } from "./node.ts";

/** What the replacements of one kustomization may still write; a value that is written into itself doubles. */
export type Budget = { left: number };

/** In letters. */
const most = 64_000_000;
const weightOfValue = 64;

export function newBudget(): Budget {
  return { left: most };
}

/** Deeper than anybody nests; whoever walks through it later must get to the ground. */
const deepest = 500;

/** Whether a value may be written once more. Every letter counts, and every value as a few of them. */
export function spend(budget: Budget, value: Node): boolean {
  weighNode(budget, value, 0);
  return budget.left >= 0;
}

function weighNode(budget: Budget, node: Node, depth: number): void {
  const { json, isOpen, text, members, elements } = node;
  if (isDone(budget, weightOfValue + text.length, depth)) return;
  if (!isOpen && json !== undefined) weighJson(budget, json, depth);
  for (const { key, value } of members) {
    budget.left -= key.length;
    weighNode(budget, value, depth + 1);
  }
  for (const element of elements) weighNode(budget, element, depth + 1);
}

function weighJson(budget: Budget, json: Json, depth: number): void {
  if (isDone(budget, weightOfValue, depth)) return;
  if (Array.isArray(json)) for (const element of json) weighJson(budget, element, depth + 1);
  else if (!isJsonObject(json)) budget.left -= textOfScalar(json).length;
  else
    for (const [key, value] of Object.entries(json)) {
      budget.left -= key.length;
      weighJson(budget, value, depth + 1);
    }
}

function isDone(budget: Budget, weight: number, depth: number): boolean {
  budget.left -= depth > deepest ? most : weight;
  return budget.left < 0;
}
