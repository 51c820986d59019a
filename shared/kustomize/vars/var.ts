import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";

/** A name for the value of one field of one object. Upstream: api/types/var.go */
export type Var = {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly objectName: string;
  /** "" for any. */
  readonly namespace: string;
  /** As written; see `fieldPathOf`. */
  readonly fieldPath: string;
  /** Where the kustomization says so. */
  readonly origin: string;
};

/** Reads one entry of `vars` in the file at `path`. */
export function readVar(reader: FieldReader, field: Field, path: string): Var {
  const members = reader.members(field, ["name", "objref", "fieldref"]);
  const object = reader.members(members.get("objref"), [
    "apiVersion",
    "group",
    "version",
    "kind",
    "name",
    "namespace",
  ]);
  const fieldref = reader.members(members.get("fieldref"), ["fieldPath"]);
  const text = (name: string): string => reader.text(object.get(name));
  return {
    name: reader.text(members.get("name")),
    ...typeIn(text),
    kind: text("kind"),
    objectName: text("name"),
    namespace: text("namespace"),
    fieldPath: reader.text(fieldref.get("fieldPath")),
    origin: `${path}:${field.line}`,
  };
}

/** An apiVersion wins over group and version. Upstream: `Target.GVK` */
function typeIn(text: (name: string) => string): Pick<Var, "group" | "version"> {
  const [first = "", second, ...more] = text("apiVersion").split("/");
  if (first === "" && second === undefined) return { group: text("group"), version: text("version") };
  if (second === undefined) return { group: text("group"), version: first };
  if (more.length > 0) return { group: text("group"), version: text("version") };
  return { group: first, version: second };
}

export function fieldPathOf({ fieldPath }: Var): string {
  return fieldPath || "metadata.name";
}

/** As kustomize prints it: `{IP Service.v1.[noGrp] {spec.clusterIP}}`. */
export function printedVar({ name, kind, version, group }: Var, fieldPath: string): string {
  const type = [kind || "[noKind]", version || "[noVer]", group || "[noGrp]"].join(".");
  return `{${name} ${type} {${fieldPath}}}`;
}
