import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** A whole number at a path, or what counts when there is none. kstatus: GetIntField */
export function numberAt(object: JsonObject, otherwise: number, ...path: readonly string[]): number {
  const value = at(object, ...path);
  return typeof value === "number" ? Math.trunc(value) : otherwise;
}

export type SeenCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
};

export function conditionsOf(object: JsonObject): readonly SeenCondition[] {
  const conditions: Json = at(object, "status", "conditions") ?? [];
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(isJsonObject).map((condition) => ({
    type: textAt(condition, "type"),
    status: textAt(condition, "status"),
    reason: textAt(condition, "reason"),
    message: textAt(condition, "message"),
  }));
}
