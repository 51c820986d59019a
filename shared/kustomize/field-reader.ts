import { mostTold, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import type { LineOf } from "#shared/yaml/compose.ts";

import { nearest } from "./nearest.ts";

/** A value in a kustomization file, with its name (`images[0].newTag`) and where it stands. */
export type Field = { readonly value: Json; readonly name: string; readonly line: number };

/**
 * Reads fields as Go's JSON decoder would: null is nothing, names are known whatever their case, and text is
 * never taken for a number or the other way round. What does not fit is collected.
 */
export type FieldReader = {
  readonly failures: readonly Failure[];
  readonly refuse: (field: Field, refusal: Pick<Failure, "code" | "message" | "remedy">) => void;
  /** The members that are not null, by their proper names. Others are refused. */
  readonly members: (field: Field | undefined, known: readonly string[]) => ReadonlyMap<string, Field>;
  readonly elements: (field: Field | undefined) => readonly Field[];
  readonly text: (field: Field | undefined) => string;
  readonly texts: (field: Field | undefined) => Readonly<Record<string, string>>;
  readonly flag: (field: Field | undefined) => boolean;
  readonly integer: (field: Field | undefined) => number;
};

export type FieldReaderOptions = {
  /** Passes over members that nobody knows, and takes numbers for text, as kustomize does in a plugin's configuration. */
  readonly lenient?: boolean;
};

export function fieldReader(
  path: string,
  lineOf: LineOf,
  { lenient = false }: FieldReaderOptions = {},
): FieldReader {
  const failures: Failure[] = [];

  const refuse: FieldReader["refuse"] = ({ line }, refusal) => {
    if (failures.length < mostTold) failures.push({ ...refusal, subject: `${path}:${line}` });
  };
  const expected = (field: Field, what: string, remedy: string): undefined => {
    const message = `has ${what} expected in ${field.name}, found ${typeName(field.value)}`;
    refuse(field, { code: "build/field-type", message, remedy });
  };
  const member = (field: Field, name: string | number, value: Json): Field => ({
    value,
    name:
      typeof name === "number"
        ? `${field.name}[${name}]`
        : field.name === ""
          ? name
          : `${field.name}.${name}`,
    line: (isContainer(field.value) ? lineOf(field.value, name) : undefined) ?? field.line,
  });

  const entries = (field: Field | undefined): readonly (readonly [string, Field])[] => {
    if (field === undefined || field.value === null) return [];
    const { value } = field;
    if (isJsonObject(value))
      return Object.entries(value).map(([name, json]) => [name, member(field, name, json)]);
    return expected(field, "a mapping", "Write it as a mapping") ?? [];
  };
  const text = (field: Field | undefined): string => {
    if (field === undefined || field.value === null) return "";
    if (typeof field.value === "string") return field.value;
    if (lenient && !isContainer(field.value)) return String(field.value);
    return expected(field, "text", isContainer(field.value) ? "Write it as text" : "Quote it") ?? "";
  };

  return {
    failures,
    refuse,
    text,
    members: (field, known) => {
      const properNames = new Map(known.map((name) => [name.toLowerCase(), name]));
      const found = new Map<string, Field>();
      for (const [name, inner] of entries(field)) {
        const proper = properNames.get(name.toLowerCase());
        if (proper === undefined) {
          if (!lenient) refuse(inner, unknownField(inner.name, nearest(name, known)));
        } else if (inner.value !== null) found.set(proper, inner);
      }
      return found;
    },
    elements: (field) => {
      if (field === undefined || field.value === null) return [];
      if (Array.isArray(field.value))
        return field.value.map((value: Json, index) => member(field, index, value));
      return expected(field, "a list", 'Begin each entry with "- "') ?? [];
    },
    texts: (field) => Object.fromEntries(entries(field).map(([name, inner]) => [name, text(inner)])),
    flag: (field) => {
      if (field === undefined || field.value === null) return false;
      if (typeof field.value === "boolean") return field.value;
      return expected(field, "true or false", "Write true or false, unquoted") ?? false;
    },
    integer: (field) => {
      if (field === undefined || field.value === null) return 0;
      if (typeof field.value === "number" && Number.isInteger(field.value)) return field.value;
      return expected(field, "a whole number", "Write it as digits, unquoted") ?? 0;
    },
  };
}

function unknownField(name: string, meant: string | undefined): Pick<Failure, "code" | "message" | "remedy"> {
  return {
    code: "build/unknown-field",
    message: `has the unknown field "${name}"`,
    remedy: meant === undefined ? "Take it out: kustomize knows no such field" : `Did you mean "${meant}"?`,
  };
}

function isContainer(value: Json): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === "object" && value !== null && !(value instanceof WrittenNumber);
}

function typeName(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? `the text "${value}"` : `${typeof value} ${JSON.stringify(value)}`;
}
