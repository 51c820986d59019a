import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { put, type Mapping } from "./mapping.ts";

/**
 * The same JSON with every number as an ordinary one that can be: how its author wrote it is forgotten. What a
 * double cannot hold and print again stays as it is. Parts without such numbers are handed on as they are.
 */
export function withPlainNumbers(json: Json): Json {
  if (json instanceof WrittenNumber) return plainNumber(json);
  if (Array.isArray(json)) return withPlainMembers(json);
  if (!isJsonObject(json)) return json;
  let changed: Mapping | undefined;
  for (const [key, value] of Object.entries(json)) {
    const plain = withPlainNumbers(value);
    if (Object.is(plain, value)) continue;
    changed ??= { ...json };
    put(changed, key, plain);
  }
  return changed ?? json;
}

function withPlainMembers(list: readonly Json[]): readonly Json[] {
  let changed: Json[] | undefined;
  for (const [at, value] of list.entries()) {
    const plain = withPlainNumbers(value);
    if (Object.is(plain, value)) continue;
    changed ??= [...list];
    changed[at] = plain;
  }
  return changed ?? list;
}

/** 2^60 is a double, but JavaScript prints it with other last digits: the spelling decides, not the value. */
function plainNumber(written: WrittenNumber): number | WrittenNumber {
  const { value } = written;
  if (typeof value === "number") return value;
  return `${Number(value)}` === `${value}` ? Number(value) : written;
}

/** Whether any part of it is a WrittenNumber. */
export function holdsWrittenNumbers(json: Json): boolean {
  if (typeof json !== "object" || json === null) return false;
  if (json instanceof WrittenNumber) return true;
  if (Array.isArray(json)) return json.some(holdsWrittenNumbers);
  if (!isJsonObject(json)) return false;
  for (const key in json) if (holdsWrittenNumbers(json[key] ?? null)) return true;
  return false;
}
