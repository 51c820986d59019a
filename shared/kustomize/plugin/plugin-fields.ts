import { fieldReader, type Field, type FieldReader } from "#shared/kustomize/field-reader.ts";
import type { Resource } from "#shared/kustomize/resource.ts";

/** Reads what configures a plugin, as kustomize does: what nobody knows is passed over. */
export function pluginReader({ origin }: Resource): FieldReader {
  const colon = origin.lastIndexOf(":");
  const [path, line] = colon === -1 ? [origin, ""] : [origin.slice(0, colon), origin.slice(colon + 1)];
  // One line stands for the whole object: where its members are is not remembered.
  return fieldReader(path, () => Number(line) || 1, { lenient: true });
}

export function pluginField({ manifest, origin }: Resource): Field {
  return { value: manifest, name: "", line: Number(origin.slice(origin.lastIndexOf(":") + 1)) || 1 };
}
