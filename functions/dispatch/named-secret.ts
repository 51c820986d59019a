import { isJsonObject, type Json } from "#shared/model/json.ts";

/** The name in the `secretRef` of a spec, or of a part of one. */
export function secretNamedIn(holder: Json | undefined): string | undefined {
  const ref = isJsonObject(holder) ? holder["secretRef"] : undefined;
  const name = isJsonObject(ref) ? ref["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
