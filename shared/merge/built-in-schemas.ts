import { builtInTable } from "./built-in-table.ts";
import { nothingBelow, type MergeSchema, type SchemaBook } from "./schema-book.ts";

/** The types that kustomize knows by itself. The table is read when the first of them is looked up. */
export const builtInSchemas: SchemaBook = {
  schemaOf: ({ apiVersion, kind }) => {
    table ??= readTable(builtInTable);
    const name = table.typeBy.get(`${apiVersion} ${kind}`);
    return name === undefined ? undefined : table.schemaOf(name);
  },
  scopeOf: () => undefined,
};

/** A definition by its full name: `io.k8s.api.core.v1.PodSpec`. */
export function builtInDefinition(name: string): MergeSchema | undefined {
  if (!name.startsWith("io.k8s.")) return undefined;
  table ??= readTable(builtInTable);
  const type = name.slice(name.lastIndexOf(".") + 1);
  return table.names.has(type) ? table.schemaOf(type) : undefined;
}

type Table = {
  readonly names: ReadonlySet<string>;
  /** apiVersion and kind → the type's name. */
  readonly typeBy: ReadonlyMap<string, string>;
  readonly schemaOf: (name: string) => MergeSchema;
};

// What was read of a constant: the same for everyone.
let table: Table | undefined;

function readTable(text: string): Table {
  const fieldsBy = new Map<string, string>();
  const typeBy = new Map<string, string>();
  for (const line of text.trim().split("\n")) {
    const [name, fields] = line.split(" = ");
    if (name !== undefined && fields !== undefined) fieldsBy.set(name, fields);
    else readKinds(line, typeBy);
  }
  const schemas = new Map<string, MergeSchema>();
  const schemaOf = (name: string): MergeSchema => {
    const known = schemas.get(name) ?? typeSchema(fieldsBy.get(name) ?? "", schemaOf);
    schemas.set(name, known);
    return known;
  };
  return { names: new Set(fieldsBy.keys()), typeBy, schemaOf };
}

/** `events.k8s.io/v1 Event:Event.v1` */
function readKinds(line: string, typeBy: Map<string, string>): void {
  const [apiVersion = "", ...words] = line.split(" ");
  for (const word of words) {
    const [kind = "", type = kind] = word.split(":");
    typeBy.set(`${apiVersion} ${kind}`, type);
  }
}

/** `apiVersion metadata:ObjectMeta ports[port,protocol] finalizers[] *:Rest` */
function typeSchema(fields: string, schemaOf: (name: string) => MergeSchema): MergeSchema {
  const fieldBy = new Map<string, MergeSchema>();
  for (const word of fields.split(" ")) {
    const [, name = "", keys, type] = /^([^[:]*)(?:\[(.*)\])?(?::(.*))?$/.exec(word) ?? [];
    fieldBy.set(
      name,
      fieldSchema(keys, () => (type === undefined ? nothingBelow : schemaOf(type))),
    );
  }
  return {
    mergeKeys: undefined,
    field: (name) => fieldBy.get(name) ?? fieldBy.get("*"),
    elements: () => undefined,
  };
}

function fieldSchema(keys: string | undefined, type: () => MergeSchema): MergeSchema {
  if (keys === undefined)
    return { mergeKeys: undefined, field: (name) => type().field(name), elements: type };
  const mergeKeys = keys === "" ? [] : keys.split(",");
  return { mergeKeys, field: () => undefined, elements: type };
}
