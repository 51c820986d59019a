import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/** What YAML can hold at one place. Null and a missing value are nothing. */
export type Shape = "mapping" | "list" | "scalar" | "nothing";

export function shapeOf(value: Json | undefined): Shape {
  if (value === undefined || value === null) return "nothing";
  if (typeof value !== "object" || value instanceof WrittenNumber) return "scalar";
  return Array.isArray(value) ? "list" : "mapping";
}

/**
 * The text by which upstream compares values: a scalar as it is written, so that 80 and "80" are the same, and
 * nothing for mappings and lists. Upstream: `Value` of a yaml.Node.
 */
export function scalarText(value: Json | undefined): string {
  if (value === undefined) return "";
  if (value instanceof WrittenNumber) return value.text;
  return value !== null && typeof value === "object" ? "" : String(value);
}
