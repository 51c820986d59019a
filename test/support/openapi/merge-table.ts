import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { prunedTypes, type FieldNote, type PrunedType } from "./pruned-types.ts";

/**
 * A swagger document's types as lines, for `shared/merge/built-in-schemas.ts`:
 *
 *     PodSpec = … containers[name]:Container … volumes[name]:Volume …
 *     apps/v1 ControllerRevision DaemonSet Deployment …
 */
export function mergeTable(swagger: Json): string {
  const definitions = memberOf(swagger, "definitions");
  if (!isJsonObject(definitions)) throw new Error("has no definitions: is it a swagger document?");
  const { types, nameOf } = named(prunedTypes(definitions));
  const kinds = kindLines(definitions, nameOf);
  const lines = [...types].map(([name, fields]) => `${name} = ${fields}`);
  return [...lines.sort(), ...kinds].join("\n");
}

/** The file of `shared/merge` that holds the table. */
export function tableModule(table: string): string {
  return [
    "// Written by `npm run merge-table`; changes belong there.",
    "",
    "/**",
    " * What merging must know of the types that kustomize 5.8.1 knows, which are those of Kubernetes 1.21 and its own.",
    " * A line for a type names its fields: those in brackets are lists merged by these keys, or as scalars for want of",
    " * keys; a colon says of which type a value or an element is. The other lines name the kinds of an apiVersion, with a",
    " * colon where the type is called otherwise.",
    " * Upstream: kyaml/openapi/kubernetesapi/v1_21_2, kyaml/openapi/kustomizationapi",
    " */",
    `export const builtInTable = \`\n${table}\n\`;`,
    "",
  ].join("\n");
}

type Named = { readonly types: ReadonlyMap<string, string>; readonly nameOf: ReadonlyMap<string, string> };

/** The versions of a type become one where they are alike in every field. */
function named(types: ReadonlyMap<string, PrunedType>): Named {
  let sameAs = new Map([...types.keys()].map((name) => [name, name]));
  for (let before = -1; before !== new Set(sameAs.values()).size;) {
    before = new Set(sameAs.values()).size;
    const firstBy = new Map<string, string>();
    const next = new Map<string, string>();
    for (const [name, type] of types) {
      const line = `${lastOf(name)} ${fieldsOf(type, sameAs)}`;
      const first = firstBy.get(line) ?? name;
      firstBy.set(line, first);
      next.set(name, first);
    }
    sameAs = next;
  }
  const shortBy = shortNames([...new Set(sameAs.values())]);
  const nameOf = new Map([...sameAs].map(([name, first]) => [name, shortBy.get(first) ?? first]));
  return {
    types: new Map([...types].map(([name, type]) => [nameOf.get(name) ?? name, fieldsOf(type, nameOf)])),
    nameOf,
  };
}

function lastOf(name: string): string {
  return name.replace(/^.*\./, "");
}

/** `io.k8s.api.batch.v1beta1.CronJob` is `CronJob`, or `CronJob.v1beta1` beside another of that name. */
function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const shortBy = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const [last = name, version = "", group = ""] = name.split(".").reverse();
    const short = [last, `${last}.${version}`, `${last}.${group}.${version}`, name].find(
      (one) => !taken.has(one),
    );
    taken.add(short ?? name);
    shortBy.set(name, short ?? name);
  }
  return shortBy;
}

function fieldsOf(type: PrunedType, nameOf: ReadonlyMap<string, string>): string {
  return [...type]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, note]) => `${wordOf(field)}${printed(note, nameOf)}`)
    .join(" ");
}

/** No field of the API holds a character that the table uses itself. */
function wordOf(field: string): string {
  if (/[\s[\]:=`\\{]/.test(field)) throw new Error(`the table has no way to write the field ${field}`);
  return field;
}

function printed({ keys, type }: FieldNote, nameOf: ReadonlyMap<string, string>): string {
  const list = keys === undefined ? "" : `[${keys.join(",")}]`;
  return type === undefined ? list : `${list}:${nameOf.get(type) ?? type}`;
}

function kindLines(definitions: JsonObject, nameOf: ReadonlyMap<string, string>): readonly string[] {
  const kindsBy = new Map<string, string[]>();
  for (const [name, definition] of Object.entries(definitions)) {
    const type = nameOf.get(name);
    const kinds = memberOf(definition, "x-kubernetes-group-version-kind");
    if (type === undefined || !Array.isArray(kinds)) continue;
    for (const entry of kinds) {
      const [group, version, kind] = ["group", "version", "kind"].map((part) =>
        textOf(memberOf(entry, part)),
      );
      const apiVersion = group ? `${group}/${version}` : `${version}`;
      const word = kind === type ? type : `${kind}:${type}`;
      kindsBy.set(apiVersion, [...(kindsBy.get(apiVersion) ?? []), word]);
    }
  }
  return [...kindsBy].map(([apiVersion, kinds]) => `${apiVersion} ${kinds.sort().join(" ")}`).sort();
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
