import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/**
 * One field of an object, step by step as managedFields spells it: `f:spec`, `k:{"name":"web"}`, `v:"x"`, `i:0`.
 * kubernetes-sigs/structured-merge-diff: fieldpath/serialize-pe.go
 */
export type FieldPath = readonly string[];

/** The fields of a `fieldsV1` that have no others below them. */
export function leavesOf(fields: JsonObject, above: FieldPath = []): FieldPath[] {
  return Object.entries(fields).flatMap(([step, below]) => {
    if (step === ".") return []; // the thing itself, which is there as soon as anything in it is
    const path = [...above, step];
    return !isJsonObject(below) || isLeaf(below) ? [path] : leavesOf(below, path);
  });
}

/** Whether a `fieldsV1` names nothing more below this. */
export function isLeaf(fields: JsonObject): boolean {
  return Object.keys(fields).every((name) => name === ".");
}

/** Whether a `fieldsV1` names this field. */
export function names(fields: Json | undefined, path: FieldPath): boolean {
  let here: Json | undefined = fields;
  for (const step of path) {
    if (!isJsonObject(here)) return false;
    here = here[step];
  }
  return here !== undefined;
}

/** What an object has there; undefined where it has nothing. */
export function valueAt(object: Json, path: FieldPath): Json | undefined {
  let here: Json | undefined = object;
  for (const step of path) here = here === undefined ? undefined : stepInto(here, step);
  return here;
}

function stepInto(here: Json, step: string): Json | undefined {
  const [how, rest] = [step.slice(0, 2), step.slice(2)];
  if (how === "f:") return isJsonObject(here) && Object.hasOwn(here, rest) ? here[rest] : undefined;
  if (!Array.isArray(here)) return undefined;
  const items: readonly Json[] = here;
  if (how === "i:") return items[Number(rest)];
  const wanted = parsed(rest);
  if (wanted === undefined) return undefined;
  if (how === "k:") return items.find((item) => isKeyed(item, wanted));
  return items.find((item) => canonicalJson(item) === canonicalJson(wanted));
}

/** Whether an item is the one of this key. Git may leave out a member that has a default, as a port's protocol. */
export function isKeyed(item: Json, key: Json | undefined): boolean {
  if (!isJsonObject(item) || !isJsonObject(key)) return false;
  const members = Object.entries(key);
  const isSame = ([name, value]: readonly [string, Json]): boolean => item[name] === value;
  return members.some(isSame) && members.every((one) => item[one[0]] === undefined || isSame(one));
}

/** As people write it: `spec.template.spec.containers[web].image`. */
export function fieldText(path: FieldPath): string {
  let text = "";
  for (const step of path) {
    const [how, rest] = [step.slice(0, 2), step.slice(2)];
    if (how !== "f:") text += `[${how === "k:" ? keyText(rest) : rest}]`;
    else if (/^[\w-]+$/.test(rest)) text += text === "" ? rest : `.${rest}`;
    else text += `[${rest}]`;
  }
  return text;
}

function keyText(json: string): string {
  const key = parsed(json);
  if (!isJsonObject(key)) return json;
  const members = Object.entries(key).map(([name, value]) => [name, plain(value)] as const);
  const [only] = members;
  if (only && members.length === 1) return only[1];
  return members.map((member) => member.join("=")).join(",");
}

function plain(value: Json): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

export function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined; // nobody but the API server writes these, but it came over a wire
  }
}
