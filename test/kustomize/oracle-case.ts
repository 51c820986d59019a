import { kustomization, type Tree } from "./tree.ts";

/** A tree that the real kustomize is asked about as well. */
export type Case = {
  readonly name: string;
  readonly tree: Tree;
  readonly path?: string;
  /** Our code for what both refuse. */
  readonly fails?: string;
};

export const one = (name: string, manifests: string, rest: string): Case => ({
  name,
  tree: { "kustomization.yaml": kustomization(["all.yaml"], rest), "all.yaml": manifests },
});

/** `type` is apiVersion and kind: `apps/v1 Deployment`. */
export const object = (type: string, name: string, rest = ""): string => {
  const [apiVersion, kind] = type.split(" ");
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
};

export const documents = (...texts: readonly string[]): string => texts.join("---\n");

export const rbac = "rbac.authorization.k8s.io/v1";
