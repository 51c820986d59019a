import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";

import { readSelector, type Selector } from "./select.ts";

/** One entry of `patches` or `patchesJson6902`; text that is not given is "". Upstream: api/types/patch.go */
export type PatchEntry = {
  readonly path: string;
  readonly patch: string;
  readonly target: Selector | undefined;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
  /** Where the kustomization has it. */
  readonly origin: string;
};

export const patchFields = ["path", "patch", "target", "options"] as const;

export function readPatch(reader: FieldReader, field: Field, file: string): PatchEntry {
  return patchOf(reader, reader.members(field, patchFields), `${file}:${field.line}`);
}

export function patchOf(
  reader: FieldReader,
  members: ReadonlyMap<string, Field>,
  origin: string,
): PatchEntry {
  const options = reader.members(members.get("options"), ["allowNameChange", "allowKindChange"]);
  return {
    path: reader.text(members.get("path")),
    patch: reader.text(members.get("patch")),
    target: readSelector(reader, members.get("target")),
    allowNameChange: reader.flag(options.get("allowNameChange")),
    allowKindChange: reader.flag(options.get("allowKindChange")),
    origin,
  };
}
