import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { plainScalar, type Plain } from "#shared/yaml/plain-scalar.ts";
import { put, type Mapping } from "#shared/yaml/mapping.ts";
import { taggedScalar } from "#shared/yaml/tagged-scalar.ts";
import { timestamp } from "#shared/yaml/timestamp.ts";

import { isWholeNumber, membersOf, type Member, type Node } from "./node.ts";

/** Called with what a scalar's text is not, and the text: "cannot decode !!str `web` as a !!int". */
export type Misfit = (message: string) => void;

/**
 * What a node amounts to when it is written out and read again: a text that does not fit the type its field has kept
 * is refused. The very same JSON as before when nothing has changed.
 * Upstream: kyaml/yaml/rnode.go `MarshalJSON`
 */
export function settled(node: Node, misfit: Misfit): Json {
  const { kind, json } = node;
  if (json !== undefined && (!node.isOpen || kind === "scalar")) return json;
  switch (kind) {
    case "nothing":
      return null;
    case "scalar":
      return settledScalar(node, misfit);
    case "list": {
      const list = node.elements.map((element) => settled(element, misfit));
      const isSame =
        Array.isArray(json) && json.length === list.length && list.every((value, at) => value === json[at]);
      return isSame ? json : list;
    }
    case "mapping":
      if (membersOf(node).some(isOddKey)) misfit("json: unsupported type: map[interface {}]interface {}");
      return settledMapping(node, (value) => settled(value, misfit));
  }
}

/** A key without quotes that is read as something else than text. */
function isOddKey({ key, look }: Member): boolean {
  return look?.style === "plain" && typeof plainScalar(key) !== "string";
}

export function settledMapping(node: Node, settle: (value: Node, key: string) => Json): JsonObject {
  const mapping: Mapping = {};
  const { json } = node;
  const before = isJsonObject(json) ? json : {};
  let isSame = json !== undefined;
  const members = membersOf(node);
  for (const { key, value } of members) {
    const next = settle(value, key);
    if (!Object.hasOwn(before, key) || before[key] !== next) isSame = false;
    put(mapping, key, next);
  }
  return isSame && Object.keys(before).length === members.length ? before : mapping;
}

function settledScalar({ tag, text }: Node, misfit: Misfit): Json {
  const plain = plainScalar(text);
  if (typeof plain === "number" && !Number.isFinite(plain) && tag !== "!!str") {
    misfit(`${text} is no number that JSON can carry`);
    return null;
  }
  switch (tag) {
    case "":
      return ofPlain(plain, text);
    case "!!str":
      return text;
    case "!!int":
      if (isWholeNumber(text)) return ofPlain(plain, text);
      break;
    case "!!float":
      if (typeof plain === "bigint" && plain < 2n ** 63n) return new WrittenNumber(text, Number(plain));
      if (typeof plain === "number") return ofPlain(plain, text);
      break;
    default: {
      const value = taggedScalar(tag, text, plainScalar);
      if (value !== undefined) return value;
    }
  }
  misfit(`cannot decode ${plainTag(plain, text)} \`${text}\` as a ${tag}`);
  return null;
}

function ofPlain(plain: Plain, text: string): Json {
  if (typeof plain !== "number" && typeof plain !== "bigint") return plain;
  return typeof plain === "number" && String(plain) === text ? plain : new WrittenNumber(text, plain);
}

/** Upstream: go.yaml.in/yaml/v3 resolve.go `resolve` */
export function plainTag(plain: Plain, text: string): string {
  if (plain === null) return "!!null";
  if (typeof plain === "boolean") return "!!bool";
  if (typeof plain === "string") return timestamp(text) === undefined ? "!!str" : "!!timestamp";
  return isWholeNumber(text) ? "!!int" : "!!float";
}
