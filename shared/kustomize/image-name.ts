import type { Failure } from "#shared/model/failure.ts";

import { compilePattern, type Pattern } from "./go-regexp.ts";

export type ImageParts = { readonly name: string; readonly tag: string; readonly digest: string };

/**
 * Cuts `[[host[:port]/]component/]component[:tag][@digest]`.
 * Upstream: api/internal/image/image.go `Split`
 */
export function splitImage(image: string): ImageParts {
  const slash = Math.max(image.indexOf("/"), 0);
  const at = image.indexOf("@", slash);
  const colon = image.indexOf(":", slash);
  if (at !== -1 && (colon === -1 || at < colon))
    return { name: image.slice(0, at), tag: "", digest: image.slice(at + 1) };
  if (colon === -1) return { name: image, tag: "", digest: "" };
  const name = image.slice(0, colon);
  if (at === -1) return { name, tag: image.slice(colon + 1), digest: "" };
  return { name, tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}

export function joinImage({ name, tag, digest }: ImageParts): string {
  return name + (tag === "" ? "" : `:${tag}`) + (digest === "" ? "" : `@${digest}`);
}

/**
 * Which images a name in `images` means. It is a regular expression, unescaped: a dot stands for any character.
 * Undefined when it is not one that Go's engine takes. Upstream: api/internal/image/image.go `IsImageMatched`
 */
export function imagePattern(name: string): Pattern | undefined {
  if (!/^[\w./:@-]*$/.test(name)) return compilePattern(`^${name}${tagAndDigest}$`);
  return (image) => beginsLike(image, name) && onlyTagAndDigest.test(image.slice(name.length));
}

/** Why there is no pattern. */
export function noImagePattern(name: string): Pick<Failure, "code" | "message" | "remedy"> {
  return {
    code: "build/image-pattern",
    message: `names the image "${name}", which is read as a regular expression and is none`,
    remedy: "Write a \\ before characters like ( and *",
  };
}

const tagAndDigest = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?";
const onlyTagAndDigest = new RegExp(`^${tagAndDigest}$`);

function beginsLike(image: string, name: string): boolean {
  if (image.startsWith(name)) return true;
  if (!name.includes(".") || image.length < name.length) return false;
  for (let at = 0; at < name.length; at++)
    if (name[at] !== image[at] && (name[at] !== "." || image[at] === "\n")) return false;
  return true;
}
