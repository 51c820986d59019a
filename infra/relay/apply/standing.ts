import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import { at, textAt } from "#shared/kube/status.ts";
import { inventoryId, type InventoryEntry } from "#shared/model/inventory.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Owner } from "./owner.ts";

/** What the relay knows of the Kustomization that a job is for. */
export type Standing = {
  readonly owner: Owner;
  readonly generation: number;
  readonly suspended: boolean;
  /** It is for another cluster, which is not supported. */
  readonly isForeign: boolean;
  /** With whose rights its objects are applied and pruned; undefined: with the relay's own. */
  readonly account: ServiceAccount | undefined;
  /** `spec.force` */
  readonly force: boolean;
  /** The version each object of the inventory was applied in; "" for what is not in it. */
  readonly versionOf: (key: RefKey) => string;
};

export type StandingParts = {
  readonly inventoryOf: (kustomization: JsonObject) => readonly InventoryEntry[];
  /** The ServiceAccount of Kustomizations that name none; "" for none. */
  readonly defaultAccount: string;
};

export function standingOf(kustomization: JsonObject, parts: StandingParts): Standing {
  const generation = at(kustomization, "metadata", "generation");
  let versions: ReadonlyMap<string, string> | undefined;
  const versionOf = (key: RefKey): string => {
    versions ??= new Map(parts.inventoryOf(kustomization).map(({ id, v }) => [id, v]));
    return versions.get(inventoryId(refOf(key))) ?? "";
  };
  return {
    owner: ownerOf(kustomization),
    generation: typeof generation === "number" ? generation : 0,
    suspended: at(kustomization, "spec", "suspend") === true,
    isForeign: at(kustomization, "spec", "kubeConfig") !== undefined,
    account: accountOf(kustomization, parts.defaultAccount),
    force: at(kustomization, "spec", "force") === true,
    versionOf,
  };
}

export function ownerOf(kustomization: JsonObject): Owner {
  return {
    name: textAt(kustomization, "metadata", "name"),
    namespace: textAt(kustomization, "metadata", "namespace"),
  };
}

/** It is always one of the Kustomization's own namespace: nobody borrows another's rights. */
export function accountOf(kustomization: JsonObject, defaultAccount: string): ServiceAccount | undefined {
  const name = textAt(kustomization, "spec", "serviceAccountName") || defaultAccount;
  return name === "" ? undefined : { namespace: ownerOf(kustomization).namespace, name };
}
