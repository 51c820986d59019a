import type { Kube } from "./request.ts";

export type ServiceAccount = { readonly namespace: string; readonly name: string };

/** The same way to the API server, with this ServiceAccount's rights and no others; undefined changes nothing. */
export function impersonating(kube: Kube, account: ServiceAccount | undefined): Kube {
  if (!account) return kube;
  const as = `system:serviceaccount:${account.namespace}:${account.name}`;
  return (request) => kube({ ...request, as });
}
