import { done, failed, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { readSelector } from "#shared/kustomize/patch/select.ts";
import type { FieldFile } from "#shared/kustomize/read-fields.ts";

import type { FieldOptions, Replacement, Source, Target } from "./replacement.ts";

/** Where entries stand, and how to get at files that they name. */
export type ReplacementPlace = {
  readonly reader: FieldReader;
  /** The file, for messages. */
  readonly path: string;
  /** A file by its path as an entry at `origin` has written it, read leniently: see `readFields`. */
  readonly read: (text: string, origin: string) => Result<FieldFile & { readonly path: string }>;
};

/**
 * Reads the field `replacements`. What is wrong in the field itself, its reader knows; the failures are those of the
 * files that entries name. Upstream: api/internal/builtins/ReplacementTransformer.go `Config`
 */
export function readReplacements(
  field: Field | undefined,
  place: ReplacementPlace,
): Result<readonly Replacement[]> {
  const { reader } = place;
  const entries: Replacement[] = [];
  const failures: Failure[] = [];
  for (const entry of reader.elements(field)) {
    const members = reader.members(entry, [...entryFields, "path"]);
    const text = reader.text(members.get("path"));
    if (text === "") {
      entries.push(replacementOf(members, entry, { ...place, targets: "some" }));
      continue;
    }
    if (members.has("source") || reader.elements(members.get("targets")).length > 0) {
      reader.refuse(entry, {
        code: "build/replacement-incomplete",
        message: "cannot specify both path and inline replacement",
        remedy: "Move what is written here into the file, or take path out",
      });
      continue;
    }
    const named = readFile(text, `${place.path}:${entry.line}`, place);
    if (named.ok) for (const replacement of named.value) entries.push(replacement);
    else failures.push(...named.failures);
  }
  return failures.length > 0 ? failedWith(failures) : done(entries);
}

const entryFields = ["source", "targets", "sourceValue"] as const;

/** A file holds one replacement, or a list of them. */
function readFile(text: string, origin: string, { read }: ReplacementPlace): Result<readonly Replacement[]> {
  const file = read(text, origin);
  if (!file.ok) return file;
  const { reader, path, root } = file.value;
  if (!Array.isArray(root.value) && !isJsonObject(root.value))
    return failed({
      code: "build/replacement-file",
      subject: `${path}:${root.line}`,
      message: `unsupported replacement type encountered within replacement path: ${goKind(root.value)}`,
      remedy: "Write one replacement there, or a list of them",
    });
  const entries = isJsonObject(root.value) ? [root] : reader.elements(root);
  const replacements = entries.map((entry) =>
    replacementOf(reader.members(entry, entryFields), entry, { reader, path, targets: "maybe none" }),
  );
  return reader.failures.length > 0 ? failedWith(reader.failures) : done(replacements);
}

function goKind(value: Json): string {
  if (value === null) return "invalid";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "float64";
}

type Members = ReadonlyMap<string, Field>;
type EntryPlace = Pick<ReplacementPlace, "reader" | "path"> & {
  /** An empty list of targets is as good as none given, but not in a file of its own. */
  readonly targets: "some" | "maybe none";
};

function replacementOf(members: Members, entry: Field, place: EntryPlace): Replacement {
  const { reader, path } = place;
  const source = members.get("source");
  const hasTargets = members.has("targets") && place.targets === "maybe none";
  const targets = reader.elements(members.get("targets")).map((target) => readTarget(reader, target));
  return {
    source: source && readSource(reader, source),
    sourceValue: members.has("sourceValue") ? reader.text(members.get("sourceValue")) : undefined,
    targets: targets.length > 0 || hasTargets ? targets : undefined,
    origin: `${path}:${entry.line}`,
  };
}

function readSource(reader: FieldReader, field: Field): Source {
  const members = reader.members(field, [
    "group",
    "version",
    "kind",
    "name",
    "namespace",
    "fieldPath",
    "options",
  ]);
  const text = (name: string): string => reader.text(members.get(name));
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    name: text("name"),
    namespace: text("namespace"),
    fieldPath: text("fieldPath"),
    options: readOptions(reader, members.get("options")),
  };
}

function readTarget(reader: FieldReader, field: Field): Target {
  const members = reader.members(field, ["select", "reject", "fieldPaths", "options"]);
  return {
    select: readSelector(reader, members.get("select")),
    reject: reader
      .elements(members.get("reject"))
      .map((selector) => readSelector(reader, selector))
      .filter((selector) => selector !== undefined),
    fieldPaths: reader.elements(members.get("fieldPaths")).map((path) => reader.text(path)),
    options: readOptions(reader, members.get("options")),
  };
}

function readOptions(reader: FieldReader, field: Field | undefined): FieldOptions {
  const members = reader.members(field, ["delimiter", "index", "encoding", "create"]);
  reader.text(members.get("encoding")); // It must be text, and nobody reads it.
  return {
    delimiter: reader.text(members.get("delimiter")),
    index: reader.integer(members.get("index")),
    create: reader.flag(members.get("create")),
  };
}
