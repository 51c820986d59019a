import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import { refOf, type RefKey } from "#shared/model/object-ref.ts";

/** What is looked at in one go: a kind in all namespaces, or in one where a ServiceAccount may see no other. */
export type Listing = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly account: ServiceAccount | undefined;
};

/** By this label we find what Kustomizations own. */
const ownerLabel = "kustomize.toolkit.fluxcd.io/name";
export const ownedOnly: string = `labelSelector=${encodeURIComponent(ownerLabel)}`;

export function listingOf(key: RefKey, account: ServiceAccount | undefined): Listing {
  const { group, kind, namespace } = refOf(key);
  return { group, kind, namespace: account ? namespace : "", account };
}

export function nameOfListing({ group, kind, namespace, account }: Listing): string {
  return [group, kind, namespace, account?.namespace ?? "", account?.name ?? ""].join("/");
}
