import type { Manifest } from "./manifest.ts";
import { refOfManifest, versionOf } from "./manifest.ts";
import type { ObjectRef } from "./object-ref.ts";

/** One line of `status.inventory`, as Flux writes it. */
export type InventoryEntry = { readonly id: string; readonly v: string };

// Names of RBAC objects may hold a colon, which the id spells as two underscores (fluxcd/cli-utils: object).
const escaped = (name: string): string => name.replaceAll(":", "__");
const unescaped = (name: string): string => name.replaceAll("__", ":");

/** `<namespace>_<name>_<group>_<kind>` */
export function inventoryId({ namespace, name, group, kind }: ObjectRef): string {
  return `${namespace}_${escaped(name)}_${group}_${kind}`;
}

export function inventoryEntry(manifest: Manifest): InventoryEntry {
  return { id: inventoryId(refOfManifest(manifest)), v: versionOf(manifest.apiVersion) };
}

/** Which object an inventory id names, or undefined when it is none. */
export function refOfInventoryId(id: string): ObjectRef | undefined {
  // Neither group nor kind can hold an underscore, nor can a namespace: only the name can, doubled.
  const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id);
  if (!match) return undefined;
  const [, namespace = "", name = "", group = "", kind = ""] = match;
  return { namespace, name: unescaped(name), group, kind };
}
