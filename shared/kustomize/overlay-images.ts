import type { Failure } from "#shared/model/failure.ts";

import type { Image } from "./image.ts";
import { imagePattern, noImagePattern } from "./image-name.ts";

/** One entry of `spec.images`. */
export type OverlayImage = { readonly name: string } & {
  readonly [part in "newName" | "newTag" | "digest"]?: string | undefined;
};

/** A kustomization's images and those of the spec laid over them: an entry of the same name is changed where it stands. */
export function withImages(
  own: readonly Image[],
  wanted: readonly OverlayImage[],
  failures: Failure[],
): readonly Image[] {
  const images = [...own];
  for (const [at, asked] of wanted.entries()) {
    const { name } = asked;
    const index = images.findIndex((image) => image.name === name);
    const known = images[index] ?? newImage(name);
    if (known === undefined) failures.push({ ...noImagePattern(name), subject: `spec.images[${at}].name` });
    else images[index === -1 ? images.length : index] = changed(known, asked);
  }
  return images;
}

function newImage(name: string): Image | undefined {
  const pattern = imagePattern(name);
  return pattern && { name, pattern, newName: "", newTag: "", digest: "", tagSuffix: "" };
}

/** A new tag or digest takes the place of both, or the old digest would win over the new tag. */
function changed(known: Image, { newName = "", newTag = "", digest = "" }: OverlayImage): Image {
  const named = newName === "" ? known : { ...known, newName };
  return newTag === "" && digest === "" ? named : { ...named, newTag, digest };
}
