import type { CustomKind } from "#shared/kube/custom-kinds.ts";
import { CONFIRM_PRUNE } from "#shared/diff/mass-prune.ts";
import { DRIFT } from "#shared/kube/drift-mode.ts";
import { at, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import type { Resource } from "#shared/wire/mirror.ts";

/** The annotation by which a user asks for a reconcile now. */
const asked = "reconcile.fluxcd.io/requestedAt";

/** What the edge is shown of a custom resource. */
export function shownAs(kind: CustomKind, object: JsonObject, withInventory: boolean): Resource {
  // Anybody may write these: longer than any that means something, they are cut.
  const requestedAt = textAt(object, "metadata", "annotations", asked).slice(0, 200);
  const confirmPrune = textAt(object, "metadata", "annotations", CONFIRM_PRUNE).slice(0, 400);
  const spec = at(object, "spec");
  const generation = at(object, "metadata", "generation");
  return {
    kind,
    namespace: textAt(object, "metadata", "namespace"),
    name: textAt(object, "metadata", "name"),
    uid: textAt(object, "metadata", "uid"),
    generation: typeof generation === "number" ? generation : 0,
    labels: labelsOf(object),
    spec: isJsonObject(spec) ? { ...spec } : {},
    ...(requestedAt === "" ? {} : { requestedAt }),
    ...(confirmPrune === "" ? {} : { confirmPrune }),
    ...(textAt(object, "metadata", "annotations", DRIFT) === "warn" ? { drift: "warn" } : {}),
    ...(isDeleting(object) ? { deleting: true } : {}),
    ...(withInventory && kind === "Kustomization" ? { inventory: inventoryOf(object) } : {}),
  };
}

export function isDeleting(object: JsonObject): boolean {
  return textAt(object, "metadata", "deletionTimestamp") !== "";
}

/** `status.inventory` of a Kustomization: what it holds. */
export function inventoryOf(kustomization: JsonObject): { id: string; v: string }[] {
  const entries: Json = at(kustomization, "status", "inventory", "entries") ?? [];
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: Json) => ({ id: textAt(entry, "id"), v: textAt(entry, "v") }));
}

function labelsOf(object: JsonObject): Record<string, string> {
  const labels = at(object, "metadata", "labels");
  if (!isJsonObject(labels)) return {};
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) if (typeof value === "string") texts[name] = value;
  return texts;
}
