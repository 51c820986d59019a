import type { Json, JsonObject } from "#shared/model/json.ts";

/**
 * Whether a Kustomization with this spec is ready only once its objects are well. The relay, which looks, and the edge,
 * which holds the dependents until it has heard, must agree on it.
 */
export function asksForHealth(spec: JsonObject): boolean {
  const checks: Json = spec["healthChecks"] ?? [];
  return spec["wait"] === true || (Array.isArray(checks) && checks.length > 0);
}
