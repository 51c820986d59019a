import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { put, type Mapping } from "#shared/yaml/mapping.ts";

import { Refusal } from "./refusal.ts";

/** What a step of a JSON pointer can lead into. */
export type Container = readonly Json[] | JsonObject;

export function isContainer(value: Json | undefined): value is Container {
  return Array.isArray(value) || isJsonObject(value);
}

function isList(container: Container): container is readonly Json[] {
  return Array.isArray(container);
}

/** A mapping has undefined where it lacks a member; a list refuses. Upstream: gopkg.in/evanphx/json-patch.v4 `get` */
export function memberIn(container: Container, name: string): Json | undefined {
  if (isList(container)) return container[indexIn(container, name)];
  return Object.hasOwn(container, name) ? container[name] : undefined;
}

/** Upstream: `set` */
export function withMember(container: Container, name: string, value: Json): Container {
  return isList(container)
    ? container.with(indexIn(container, name), value)
    : copyWith(container, name, value);
}

/** A list makes room for it, at its end for `-`. Upstream: `add` */
export function withAdded(container: Container, name: string, value: Json): Container {
  if (!isList(container)) return copyWith(container, name, value);
  if (name === "-") return [...container, value];
  const wanted = integer(name);
  if (wanted === undefined)
    throw new Refusal(`value was not a proper array index: '${name}': ${badInteger(name)}`);
  return container.toSpliced(bounded(wanted, container.length + 1), 0, value);
}

/** Upstream: `remove` */
export function withoutMember(container: Container, name: string): Container {
  if (isList(container)) return container.toSpliced(indexIn(container, name), 1);
  if (!Object.hasOwn(container, name))
    throw new Refusal(`Unable to remove nonexistent key: ${name}: missing value`);
  const { [name]: _, ...rest } = container;
  return rest;
}

function copyWith(mapping: JsonObject, name: string, value: Json): JsonObject {
  const copy: Mapping = { ...mapping };
  put(copy, name, value);
  return copy;
}

function indexIn(list: readonly Json[], name: string): number {
  const wanted = integer(name);
  if (wanted === undefined) throw new Refusal(badInteger(name));
  return bounded(wanted, list.length);
}

/** Negative ones count from the end. */
function bounded(index: number, length: number): number {
  if (index >= length || index < -length)
    throw new Refusal(`Unable to access invalid index: ${index}: invalid index referenced`);
  return index < 0 ? index + length : index;
}

/** Go's `strconv.Atoi`. */
function integer(text: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}

function badInteger(text: string): string {
  const reason = /^[+-]?\d+$/.test(text) ? "value out of range" : "invalid syntax";
  return `strconv.Atoi: parsing ${JSON.stringify(text)}: ${reason}`;
}
