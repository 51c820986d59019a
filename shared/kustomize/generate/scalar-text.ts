import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/** A scalar as its author wrote it, as far as that is known; "" for what is none. */
export function scalarText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "number" || typeof value === "boolean" ? `${value}` : "";
}
