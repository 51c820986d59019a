import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { FIELD_MANAGER } from "./fingerprint.ts";

type Operation = "Apply" | "Update";

/**
 * Whose fields become ours, by the beginning of the manager's name: what Git does not declare of them then goes.
 * kustomize-controller: apply, ApplyCleanupOptions
 */
const takenOver: readonly (readonly [prefix: string, operation: Operation])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"], // the API server's name for what was there before anybody applied
  [FIELD_MANAGER, "Update"], // Flux's, before it knew server-side apply
];

/** Annotations and labels by which older tools remembered what they had applied. */
export const remnants = {
  annotations: [
    "kubectl.kubernetes.io/last-applied-configuration",
    "kustomize.toolkit.fluxcd.io/checksum",
    "fluxcd.io/sync-checksum",
  ],
  labels: ["fluxcd.io/sync-gc-mark"],
} as const;

/**
 * A JSON patch that makes fields of kubectl's and of earlier tools ours, as Flux does it; the next apply then takes
 * those away that Git does not declare. Undefined where there is nothing to take over. It holds for the very
 * version of the object that it was made from.
 */
export function takeOverPatch(live: Json): Json[] | undefined {
  const metadata = isJsonObject(live) ? live["metadata"] : undefined;
  if (!isJsonObject(metadata)) return undefined;
  const version = metadata["resourceVersion"];
  const patch = [
    ...(["annotations", "labels"] as const).flatMap((where) => removals(metadata, where)),
    ...entriesPatch(metadata["managedFields"]),
  ];
  if (patch.length === 0 || version === undefined) return undefined;
  // A test that fails is answered at once; a version in the patch would be answered like a conflict that passes.
  return [{ op: "test", path: "/metadata/resourceVersion", value: version }, ...patch];
}

function removals(metadata: JsonObject, where: "annotations" | "labels"): Json[] {
  const held = metadata[where];
  if (!isJsonObject(held)) return [];
  return remnants[where]
    .filter((name) => name in held)
    .map((name) => ({ op: "remove", path: `/metadata/${where}/${name.replaceAll("/", "~1")}` }));
}

function entriesPatch(managedFields: Json | undefined): Json[] {
  if (!Array.isArray(managedFields)) return [];
  const entries = managedFields.filter((entry: Json) => isJsonObject(entry));
  const theirs = entries.filter(isTakenOver);
  const [first] = theirs;
  if (!first) return [];
  const ours = entries.find(isOurs);
  const others = entries.filter((entry) => entry !== ours && !theirs.includes(entry));
  const sets = [...(ours ? [ours] : []), ...theirs].map((entry): Json => entry["fieldsV1"] ?? {});
  const [set = {}, ...more] = sets;
  const merged = {
    ...(ours ?? { ...first, manager: FIELD_MANAGER, operation: "Apply" }),
    fieldsV1: more.reduce<Json>(union, set),
  };
  return [{ op: "replace", path: "/metadata/managedFields", value: [...others, merged] }];
}

function isOurs({ manager, operation, subresource }: JsonObject): boolean {
  return manager === FIELD_MANAGER && operation === "Apply" && (subresource ?? "") === "";
}

function isTakenOver({ manager, operation, subresource }: JsonObject): boolean {
  if (typeof manager !== "string" || (subresource ?? "") !== "") return false;
  return takenOver.some(([prefix, of]) => operation === of && manager.startsWith(prefix));
}

/** Sets of fields are trees of names; a leaf is a field, and so is a branch that holds the name ".". */
function union(a: Json, b: Json): Json {
  if (!isJsonObject(a) || !isJsonObject(b)) return a;
  const leaves = [a, b].filter((tree) => Object.keys(tree).length === 0).length;
  const merged: Record<string, Json> = leaves === 1 ? { ".": {}, ...a } : { ...a };
  for (const [name, branch] of Object.entries(b)) {
    const known = merged[name];
    merged[name] = known === undefined ? branch : union(known, branch);
  }
  return merged;
}
