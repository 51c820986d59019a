import { textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";

/**
 * Whether an object carries one of Flux's per-object switches, as label or annotation, in any case of letters.
 * fluxcd/pkg: ssa/utils/meta.go, AnyInMetadata
 */
export function switchIs(object: Json, name: "prune" | "reconcile" | "ssa", value: string): boolean {
  const key = `kustomize.toolkit.fluxcd.io/${name}`;
  return ["labels", "annotations"].some(
    (where) => textAt(object, "metadata", where, key).toLowerCase() === value,
  );
}
