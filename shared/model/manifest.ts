import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { ObjectRef } from "./object-ref.ts";

/** One Kubernetes object as Git declares it. What lies below `metadata` is left as the user wrote it. */
export type Manifest = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
};

export type ManifestMetadata = JsonObject & {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
};

/** What is missing from a would-be manifest, or undefined when it is one. */
export function notAManifest(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return "is not a mapping";
  if (typeof value["apiVersion"] !== "string" || value["apiVersion"] === "") return "has no apiVersion";
  return notAnObject(value);
}

/** The same without a look at the apiVersion, which kustomize builds without. */
export function notAnObject(value: JsonObject): string | undefined {
  const { kind, metadata } = value;
  if (typeof kind !== "string" || kind === "") return noText(kind, "kind");
  if (!isJsonObject(metadata)) return "has no metadata: missing metadata.name in object";
  const { name } = metadata;
  return typeof name === "string" && name !== "" ? undefined : noText(name, "metadata.name");
}

/** What is missing is said in kustomize's words as well, which people search for. */
function noText(value: Json | undefined, field: string): string {
  if (value === undefined || value === null || value === "")
    return `has no ${field}: missing ${field} in object`;
  return `has a ${field} that is no text`;
}

export function isManifest(value: Json | undefined): value is Manifest {
  return notAManifest(value) === undefined;
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** Which object a manifest declares. The namespace is what the manifest says, "" if it says none. */
export function refOfManifest({ apiVersion, kind, metadata }: Manifest): ObjectRef {
  return { group: groupOf(apiVersion), kind, namespace: metadata.namespace ?? "", name: metadata.name };
}
