import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

import type { Container } from "./json-container.ts";
import { add, copy, move, remove, replace, test, type Effort } from "./json-operations.ts";
import { readAsDoubles } from "./read-as-doubles.ts";
import { Refusal } from "./refusal.ts";

export type Patched =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly message: string };

/**
 * Applies a JSON patch (RFC 6902) as kustomize does: `replace` adds a member that is missing, `copy` of a missing
 * member adds null, and lists are also counted from their end. Afterwards all numbers of the object are doubles,
 * whether the patch touched them or not.
 * Upstream: api/filters/patchjson6902/patchjson6902.go, gopkg.in/evanphx/json-patch.v4 v4.13.0
 */
export function jsonPatch(target: JsonObject, operations: Json): Patched {
  try {
    let document: Container = target;
    const effort = { values: 0 };
    for (const operation of operationsIn(operations)) document = apply(document, operation, effort);
    if (isJsonObject(document)) return { ok: true, value: readAsDoubles(document) };
    throw new Refusal("json: cannot unmarshal array into Go value of type map[string]interface {}");
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
}

/** Applying them takes time for each; nobody writes as many. */
const mostOperations = 10_000;

/** Upstream: `DecodePatch` */
function operationsIn(value: Json): readonly JsonObject[] {
  if (value === null) return [];
  if (!Array.isArray(value))
    throw new Refusal(`json: cannot unmarshal ${jsonType(value)} into Go value of type jsonpatch.Patch`);
  if (value.length > mostOperations)
    throw new Refusal(`it has ${value.length} operations, more than ${mostOperations}`);
  return value.map((operation) => {
    if (operation === null || isJsonObject(operation)) return operation ?? {};
    throw new Refusal(
      `json: cannot unmarshal ${jsonType(operation)} into Go value of type jsonpatch.Operation`,
    );
  });
}

function jsonType(value: Json): string {
  if (Array.isArray(value)) return "array";
  if (isJsonObject(value)) return "object";
  return typeof value === "string" ? "string" : typeof value === "boolean" ? "bool" : "number";
}

function apply(document: Container, operation: JsonObject, effort: Effort): Container {
  const kind = typeof operation["op"] === "string" ? operation["op"] : "unknown";
  switch (kind) {
    case "add":
      return add(document, operation, effort);
    case "remove":
      return remove(document, operation);
    case "replace":
      return replace(document, operation, effort);
    case "move":
      return move(document, operation, effort);
    case "test":
      return test(document, operation);
    case "copy":
      return copy(document, operation, effort);
    default:
      throw new Refusal(`Unexpected kind: ${kind}`);
  }
}
