import { canonicalJson, type Json, type JsonObject } from "#shared/model/json.ts";

import {
  isContainer,
  memberIn,
  withAdded,
  withMember,
  withoutMember,
  type Container,
} from "./json-container.ts";
import { measured } from "./measured.ts";
import { Refusal } from "./refusal.ts";
import { deepest, isThere, spotAt, type Spot } from "./spot.ts";

// The six operations of RFC 6902, each with the words in which upstream refuses it.
// Upstream: gopkg.in/evanphx/json-patch.v4 patch.go

/** How many values a patch has put anywhere so far: a `copy` may double what the last one made. */
export type Effort = { values: number };

const mostValues = 1_000_000;

export function add(document: Container, operation: JsonObject, effort: Effort): Container {
  const path = textOf(operation, "path") ?? refuse("add operation failed to decode path: missing value");
  const spot =
    spotAt(document, path) ??
    refuse(`add operation does not apply: doc is missing path: "${path}": missing value`);
  return inside(`error in add for path: '${path}'`, () => added(spot, operation["value"] ?? null, effort));
}

export function remove(document: Container, operation: JsonObject): Container {
  const path = textOf(operation, "path") ?? refuse("remove operation failed to decode path: missing value");
  const spot =
    spotAt(document, path) ??
    refuse(`remove operation does not apply: doc is missing path: "${path}": missing value`);
  return inside(`error in remove for path: '${path}'`, () => removed(spot));
}

export function replace(document: Container, operation: JsonObject, effort: Effort): Container {
  const path = pathOf(operation, "path");
  const value = operation["value"] ?? null;
  if (path === "")
    return isContainer(value) ? value : refuse("replace operation value must be object or array");
  const spot =
    spotAt(document, path) ??
    refuse(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  const { container, name, documentWith } = spot;
  if (!isThere(container, name))
    refuse(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  return documentWith(withMember(container, name, fitting(value, spot, effort)));
}

export function move(document: Container, operation: JsonObject, effort: Effort): Container {
  const from = pathOf(operation, "from");
  const source =
    spotAt(document, from) ??
    refuse(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  const { value, rest } = inside(`error in move for path: '${source.name}'`, () => ({
    value: memberIn(source.container, source.name) ?? null,
    rest: removed(source),
  }));
  const path = pathOf(operation, "path");
  const spot =
    spotAt(rest, path) ??
    refuse(`move operation does not apply: doc is missing destination path: ${path}: missing value`);
  return inside(`error in move for path: '${path}'`, () => added(spot, value, effort));
}

export function test(document: Container, operation: JsonObject): Container {
  const path = pathOf(operation, "path");
  if (path !== "") {
    const { container, name } =
      spotAt(document, path) ??
      refuse(`test operation does not apply: is missing path: ${path}: missing value`);
    const value = inside(`error in test for path: '${path}'`, () => memberIn(container, name) ?? null);
    if (isSame(value, operation["value"] ?? null)) return document;
  } else if (isSame(document, operation["value"] ?? null)) return document;
  return refuse(`testing value ${path} failed: test failed`);
}

/** Upstream compares what is printed of a scalar. */
function isSame(value: Json, expected: Json): boolean {
  return canonicalJson(value) === canonicalJson(expected);
}

export function copy(document: Container, operation: JsonObject, effort: Effort): Container {
  const from = pathOf(operation, "from");
  const source =
    spotAt(document, from) ??
    refuse(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  const value = inside(
    `error in copy for from: '${from}'`,
    () => memberIn(source.container, source.name) ?? null,
  );
  const path = textOf(operation, "path") ?? refuse("copy operation failed to decode path: missing value");
  const spot =
    spotAt(document, path) ??
    refuse(`copy operation does not apply: doc is missing destination path: ${path}: missing value`);
  return inside("error while adding value during copy", () => added(spot, value, effort));
}

function fitting(value: Json, { depth: above }: Spot, effort: Effort): Json {
  const { values, depth } = measured(value);
  effort.values += values;
  if (effort.values > mostValues) refuse(`it adds more than ${mostValues} values`);
  if (above + depth > deepest) refuse(`it nests deeper than ${deepest} levels`);
  return value;
}

function added(spot: Spot, value: Json, effort: Effort): Container {
  const { container, name, documentWith } = spot;
  return documentWith(withAdded(container, name, fitting(value, spot, effort)));
}

function removed({ container, name, documentWith }: Spot): Container {
  return documentWith(withoutMember(container, name));
}

function pathOf(operation: JsonObject, field: "path" | "from"): string {
  const text = textOf(operation, field);
  if (text !== undefined) return text;
  const attempt = `${textOf(operation, "op") ?? ""} operation failed to decode ${field}`;
  if ((operation[field] ?? null) !== null) refuse(`${attempt}: it is no text`);
  const missing = field === "path" ? "operation missing path field" : "operation, missing from field";
  return refuse(`${attempt}: ${missing}: missing value`);
}

function textOf(operation: JsonObject, field: string): string | undefined {
  const value = operation[field];
  return typeof value === "string" ? value : undefined;
}

function refuse(message: string): never {
  throw new Refusal(message);
}

/** Says what was attempted where it is refused. */
function inside<T>(attempt: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${attempt}: ${error.message}`);
    throw error;
  }
}
