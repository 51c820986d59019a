import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** A condition before it is known when it last changed. */
export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
};

/** fluxcd/pkg: apis/meta, MaxConditionMessageLength */
const longest = 20_000;

/** The conditions to write: those of the same status keep the time of their last change. */
export function conditionsFor(object: JsonObject, conditions: readonly Condition[], time: string): Json[] {
  const generation = at(object, "metadata", "generation") ?? 0;
  const before: Json = at(object, "status", "conditions") ?? [];
  return conditions.map(({ type, status, reason, message }) => {
    const old = Array.isArray(before) ? before.find((one: Json) => textAt(one, "type") === type) : undefined;
    const since = textAt(old, "status") === status ? textAt(old, "lastTransitionTime") : "";
    const text = message.length > longest ? `${message.slice(0, longest - 1)}…` : message;
    return {
      type,
      status,
      reason,
      message: text,
      observedGeneration: generation,
      lastTransitionTime: since === "" ? time : since,
    };
  });
}

/** Whether a status patch would change anything: an equal one is not written. */
export function changesStatus(object: JsonObject, patch: JsonObject): boolean {
  const status = at(object, "status");
  return Object.entries(patch).some(([field, value]) => !same(at(status, field), value));
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item: Json, index) => same(item, b[index]));
  if (isJsonObject(a) && isJsonObject(b))
    return Object.keys({ ...a, ...b }).every((name) => same(a[name], b[name]));
  return a === b;
}
