/** Which object in a cluster. The version is left out: one Deployment, however it is spelled. */
export type ObjectRef = {
  readonly group: string; // "" for the core group
  readonly kind: string;
  readonly namespace: string; // "" when cluster-scoped
  readonly name: string;
};

declare const refKey: unique symbol;
/** An ObjectRef as one string, for Map keys and storage. Only `keyOf` makes one. */
export type RefKey = string & { readonly [refKey]: never };

export function keyOf({ group, kind, namespace, name }: ObjectRef): RefKey {
  // The API server refuses "/" in every name, so it separates without escaping.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place a RefKey is born
  return [group, kind, namespace, name].join("/") as RefKey;
}

export function refOf(key: RefKey): ObjectRef {
  const [group = "", kind = "", namespace = "", name = ""] = key.split("/");
  return { group, kind, namespace, name };
}

/** How messages and events spell an object: `Deployment/default/web`, as Flux does. */
export function nameOf({ kind, namespace, name }: ObjectRef): string {
  return namespace === "" ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
