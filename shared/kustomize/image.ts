import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import { changedList, changedMembers } from "./change.ts";
import type { Field, FieldReader } from "./field-reader.ts";
import { changeAt, isScalar } from "./field-path.ts";
import { appliesTo, fieldsOf, type FieldSpec } from "./field-spec.ts";
import { remembered, type Pattern } from "./go-regexp.ts";
import { imagePattern, joinImage, noImagePattern, splitImage } from "./image-name.ts";
import { eachManifest, type Complain, type Transformer } from "./transformer.ts";

/** What to write in place of an image that a pattern matches; "" leaves a part as it is. */
export type Image = {
  /** As it was written: the pattern's text. */
  readonly name: string;
  readonly pattern: Pattern;
  readonly newName: string;
  readonly newTag: string;
  readonly digest: string;
  readonly tagSuffix: string;
};

export function readImage(reader: FieldReader, field: Field): Image {
  const members = reader.members(field, ["name", "newName", "newTag", "digest", "tagSuffix"]);
  const name = reader.text(members.get("name"));
  const pattern = imagePattern(name);
  if (pattern === undefined) reader.refuse(members.get("name") ?? field, noImagePattern(name));
  return {
    name,
    pattern: pattern ?? (() => false),
    newName: reader.text(members.get("newName")),
    newTag: reader.text(members.get("newTag")),
    digest: reader.text(members.get("digest")),
    tagSuffix: reader.text(members.get("tagSuffix")),
  };
}

/** Upstream: api/internal/konfig/builtinpluginconsts/images.go */
export const imageFields: readonly FieldSpec[] = fieldsOf({ create: true }, [
  "spec/containers[]/image",
  "spec/initContainers[]/image",
  "spec/volumes[]/image/reference",
  "spec/template/spec/containers[]/image",
  "spec/template/spec/initContainers[]/image",
  "spec/template/spec/volumes[]/image/reference",
]);

/**
 * Replaces an image's name, tag or digest: in everything in a list called `containers` or `initContainers`, however
 * deep, and once more at the well-known paths, where a suffix is added twice. CRDs are left alone.
 * Upstream: api/internal/builtins/ImageTagTransformer.go, api/filters/imagetag
 */
export function image(
  image: Image,
  fields: readonly FieldSpec[],
  textsOf: ImageTexts = imageTexts(fields),
): Transformer {
  const isMeant = remembered(image.pattern);
  return eachManifest("build/field-shape", (manifest, complain) =>
    textsOf(manifest)?.some(isMeant) === false ? manifest : replaced(manifest, fields, { image, complain }),
  );
}

/** Every text that is an image in a manifest; undefined when more is to be done than to replace some of them. */
export type ImageTexts = (manifest: Manifest) => readonly string[] | undefined;

/** Looked for once in each manifest, however many images are to be replaced: most change few manifests or none. */
export function imageTexts(fields: readonly FieldSpec[]): ImageTexts {
  const textsBy = new WeakMap<Manifest, readonly string[] | undefined>();
  return (manifest) => {
    if (textsBy.has(manifest)) return textsBy.get(manifest);
    const texts = new Set<string>();
    let isOdd = false;
    const pattern = (text: string): boolean => {
      texts.add(text);
      return false;
    };
    const image = { name: "", pattern, newName: "", newTag: "", digest: "", tagSuffix: "" };
    const after = replaced(manifest, fields, { image, complain: () => (isOdd = true) });
    const found = isOdd || after !== manifest ? undefined : [...texts];
    textsBy.set(manifest, found);
    return found;
  };
}

function replaced(manifest: Manifest, fields: readonly FieldSpec[], order: Order): Manifest {
  if (manifest.kind === "CustomResourceDefinition") return manifest;
  let next = withImages(manifest, order);
  // Upstream finds these fields and never makes one, whatever `create` says.
  for (const field of fields)
    if (appliesTo(field, next))
      next = changeAt(next, field.path, {
        change: (value) => replacedImage(value, order),
        wrongShape: order.complain,
      });
  return next;
}

type Order = { readonly image: Image; readonly complain: Complain };

function withImages(manifest: Manifest, order: Order): Manifest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what lies in lists is changed
  return changedMembers(manifest, (member, name) => inContainers(member, name, order)) as Manifest;
}

/** Upstream: api/filters/imagetag/legacy.go */
function inContainers(value: Json, key: string, order: Order): Json {
  if (isJsonObject(value)) return changedMembers(value, (member, name) => inContainers(member, name, order));
  if (!Array.isArray(value)) return value;
  const isContainers = key === "containers" || key === "initContainers";
  return changedList(value, (element) => {
    const below = inContainers(element, "", order);
    return isContainers ? withImage(below, order) : below;
  });
}

function withImage(container: Json, order: Order): Json {
  if (container === null) return container;
  if (!isJsonObject(container)) {
    order.complain(
      "has a container that is no mapping",
      "Write each container as a mapping with name and image",
    );
    return container;
  }
  const image = container["image"];
  if (image === undefined) return container;
  const replaced = replacedImage(image, order);
  return replaced === image ? container : { ...container, image: replaced };
}

function replacedImage(value: Json, { image, complain }: Order): Json {
  if (isScalar(value))
    return typeof value === "string" && image.pattern(value) ? renamed(value, image) : value;
  complain("has a container whose image is no text", "Write the image as text");
  return value;
}

/** A new tag or digest replaces tag and digest together. Upstream: api/filters/imagetag/updater.go */
function renamed(image: string, { newName, newTag, digest, tagSuffix }: Image): string {
  const parts = splitImage(image);
  const name = newName === "" ? parts.name : newName;
  if (newTag !== "" || digest !== "") return joinImage({ name, tag: newTag, digest });
  if (tagSuffix !== "") return joinImage({ name, tag: parts.tag + tagSuffix, digest: "" });
  return joinImage({ ...parts, name });
}
