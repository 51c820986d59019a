import { describe, expect, it } from "vitest";
import { imagePattern, joinImage, splitImage } from "#shared/kustomize/image-name.ts";

describe("an image", () => {
  it.each([
    ["nginx", "nginx", "", ""],
    ["nginx:1.2", "nginx", "1.2", ""],
    ["nginx@sha256:abc", "nginx", "", "sha256:abc"],
    ["nginx:1.2@sha256:abc", "nginx", "1.2", "sha256:abc"],
    ["registry.example:5000/team/nginx", "registry.example:5000/team/nginx", "", ""],
    ["registry.example:5000/team/nginx:1", "registry.example:5000/team/nginx", "1", ""],
  ])("%s is cut, and joined again", (image, ...parts) => {
    const [name, tag, digest] = parts;
    expect(splitImage(image)).toEqual({ name, tag, digest });
    expect(joinImage({ name, tag, digest })).toBe(image);
  });
});

describe("a name in images", () => {
  it.each([
    ["nginx", "nginx:1.2@sha256:abc", true],
    ["nginx", "nginx-unit:1", false],
    ["nginx", "other/nginx", false],
    ["registry.example/nginx", "registry-example/nginx:1", true],
    ["registry.example/nginx", "registry.example", false],
    [".*/nginx", "registry.example/team/nginx", true],
    ["nginx", "nginx@md5:abc", false],
  ])("%s means %s: %s", (name, image, expected) => {
    expect(imagePattern(name)?.(image)).toBe(expected);
  });
});
