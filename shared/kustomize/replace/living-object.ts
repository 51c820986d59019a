import type { Failure } from "#shared/model/failure.ts";
import type { Json } from "#shared/model/json.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";
import { asManifest } from "#shared/kustomize/as-manifest.ts";
import type { Resource } from "#shared/kustomize/resource.ts";

import { isEmpty, memberOf, membersOf, nodeOf, type Node } from "./node.ts";
import { settled, settledMapping, type Misfit } from "./settle.ts";

/** An object while replacements work on it. It is opened when somebody looks into it. */
export type LivingObject = { readonly resource: Resource; root: Node | undefined };

export function living(resource: Resource): LivingObject {
  return { resource, root: undefined };
}

export function rootOf(object: LivingObject): Node {
  object.root ??= nodeOf(object.resource.manifest);
  return object.root;
}

/** A name that an object goes by or went by. */
export type ObjectId = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** As written, "" for none; of earlier names the effective one. */
  readonly namespace: string;
};

/** The current one first. Upstream: api/internal/utils/makeResIds.go */
export function idsOf(object: LivingObject): readonly ObjectId[] {
  const { apiVersion, kind, name, namespace } = identityOf(object);
  const type = { group: groupOf(apiVersion), version: versionOf(apiVersion) };
  return [{ ...type, kind, name, namespace }, ...object.resource.previous.map((id) => ({ ...type, ...id }))];
}

type Identity = Readonly<Record<"apiVersion" | "kind" | "name" | "namespace", string>>;

function identityOf({ resource, root }: LivingObject): Identity {
  const { apiVersion, kind, metadata } = resource.manifest;
  if (root === undefined)
    return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? "" };
  const meta = memberOf(root, "metadata");
  const ofMetadata = (name: string): string => (meta === undefined ? "" : (memberOf(meta, name)?.text ?? ""));
  return {
    apiVersion: memberOf(root, "apiVersion")?.text ?? "",
    kind: memberOf(root, "kind")?.text ?? "",
    name: ofMetadata("name"),
    namespace: ofMetadata("namespace"),
  };
}

/** Labels or annotations, as text. Upstream: kyaml/yaml/rnode.go `getMapFromMeta` */
export function textsIn(object: LivingObject, name: "labels" | "annotations"): ReadonlyMap<string, string> {
  const meta = memberOf(rootOf(object), "metadata");
  const mapping = meta === undefined || isEmpty(meta) ? undefined : memberOf(meta, name);
  return new Map(mapping === undefined ? [] : membersOf(mapping).map(({ key, value }) => [key, value.text]));
}

/**
 * The object as it is now; the very same resource when nothing has changed. Annotations are text whatever they look
 * like. Upstream: api/resource/resource.go `AsYAML`, `RemoveBuildAnnotations`
 */
export function settledObject(object: LivingObject, failures: Failure[]): Resource {
  const { resource, root } = object;
  if (root === undefined) return resource;
  const complain = (message: string): void => {
    failures.push({
      code: "build/replacement-type",
      subject: resource.origin,
      message,
      remedy: "Give the field a value of the type that is written into it, or let the replacement create it",
    });
  };
  const manifest = settledMapping(root, (value, key) =>
    key === "metadata" && value.kind === "mapping"
      ? settledMetadata(value, complain)
      : settled(value, complain),
  );
  if (manifest === resource.manifest) return resource;
  const left = asManifest(manifest);
  if (typeof left !== "string") return { ...resource, manifest: left };
  complain(`${left}, as the replacements leave it`);
  return resource;
}

function settledMetadata(metadata: Node, complain: Misfit): Json {
  const settle = (value: Node, key: string): Json =>
    key === "annotations" && value.kind === "mapping"
      ? settledMapping(value, annotation)
      : settled(value, complain);
  const annotations = memberOf(metadata, "annotations");
  if (annotations === undefined || annotations.kind === "mapping" || annotations.json === null)
    return settledMapping(metadata, settle);
  // What is no mapping any more holds no annotations.
  const members = membersOf(metadata).filter(({ value }) => value !== annotations);
  return settledMapping({ ...metadata, members }, settle);
}

function annotation({ json, text }: Node): Json {
  return json === null ? null : text;
}
