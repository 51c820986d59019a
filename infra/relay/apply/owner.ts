import { textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";

/** The Kustomization that objects are applied for. */
export type Owner = { readonly name: string; readonly namespace: string };

const group = "kustomize.toolkit.fluxcd.io";

/** The labels by which Flux and we find what a Kustomization owns. fluxcd/pkg: ssa/owner.go */
export function ownerLabels({ name, namespace }: Owner): Record<string, string> {
  return { [`${group}/name`]: name, [`${group}/namespace`]: namespace };
}

export function isOwnedBy(live: Json, owner: Owner): boolean {
  return Object.entries(ownerLabels(owner)).every(
    ([label, value]) => textAt(live, "metadata", "labels", label) === value,
  );
}
