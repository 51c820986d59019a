import type { Json } from "#shared/model/json.ts";
import { textAt } from "./status.ts";

/**
 * Whether an object carries one of Flux's per-object switches, as label or annotation, in any case of letters.
 * fluxcd/pkg: ssa/utils/meta.go, AnyInMetadata
 */
export function switchIs(
  object: Json,
  name: "prune" | "reconcile" | "ssa" | "force",
  value: string,
): boolean {
  const key = `kustomize.toolkit.fluxcd.io/${name}`;
  return ["labels", "annotations"].some(
    (where) => textAt(object, "metadata", where, key).toLowerCase() === value,
  );
}

/** Neither applied nor deleted, whether Git says so or somebody has written it on the living object. */
export function isLeftAlone(object: Json): boolean {
  return switchIs(object, "reconcile", "disabled") || switchIs(object, "ssa", "ignore");
}

/** The seat belts: whoever wears one is not deleted. */
export function isKept(live: Json): boolean {
  return switchIs(live, "prune", "disabled") || isLeftAlone(live);
}
