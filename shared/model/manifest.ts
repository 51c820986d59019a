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
  if (typeof value["kind"] !== "string" || value["kind"] === "") return "has no kind";
  const metadata = value["metadata"];
  if (!isJsonObject(metadata)) return "has no metadata";
  if (typeof metadata["name"] !== "string" || metadata["name"] === "") return "has no metadata.name";
  return undefined;
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
