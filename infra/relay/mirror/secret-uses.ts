import { textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";
import type { Purpose, SecretUse } from "./credentials.ts";

/** The Secrets that a resource needs at the edge, each for one purpose. */
export function secretsOf({ kind, namespace, spec }: Resource): SecretUse[] {
  switch (kind) {
    case "GitRepository":
      return [
        ...useOf(spec, { namespace, purpose: "git" }),
        ...useOf(spec["verify"], { namespace, purpose: "authors" }),
      ];
    case "Provider":
      return useOf(spec, { namespace, purpose: "notify" });
    case "Receiver":
      return useOf(spec, { namespace, purpose: "hook" });
    case "Kustomization":
    case "Alert":
      return [];
  }
}

function useOf(
  holder: Json | undefined,
  { namespace, purpose }: { namespace: string; purpose: Purpose },
): SecretUse[] {
  const name = textAt(holder, "secretRef", "name");
  return name === "" ? [] : [{ namespace, name, purposes: new Set([purpose]) }];
}

/** The Secrets that resources need, each once, with every purpose that any of them has for it. */
export function secretUses(resources: readonly Resource[]): ReadonlyMap<string, SecretUse> {
  const uses = new Map<string, SecretUse>();
  for (const { namespace, name, purposes } of resources.flatMap(secretsOf)) {
    const key = secretKey({ namespace, name });
    const known = uses.get(key)?.purposes ?? [];
    uses.set(key, { namespace, name, purposes: new Set([...known, ...purposes]) });
  }
  return uses;
}

/** A Secret's namespace and name as one text; neither has a slash in it. */
export function secretKey({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

/** Receivers that were shown, each with the Secret that it names, where there is one. */
export function receiversIn(
  resources: readonly Resource[],
  credentials: readonly Credential[],
): { readonly receiver: Resource; readonly credential: Credential | undefined }[] {
  const byKey = new Map(credentials.map((credential) => [secretKey(credential), credential]));
  return resources.flatMap((receiver) => {
    if (receiver.kind !== "Receiver" || receiver.deleting) return [];
    const [use] = secretsOf(receiver);
    return [{ receiver, credential: use && byKey.get(secretKey(use)) }];
  });
}
