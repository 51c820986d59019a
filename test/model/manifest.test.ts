import { describe, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { groupOf, isManifest, notAManifest, refOfManifest, versionOf } from "#shared/model/manifest.ts";

const manifest = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "shop" } };

describe("a manifest", () => {
  it.each<[Json | undefined, string]>([
    [undefined, "is not a mapping"],
    [[], "is not a mapping"],
    [{ ...manifest, apiVersion: 1 }, "has no apiVersion"],
    [{ ...manifest, apiVersion: "" }, "has no apiVersion"],
    [{ ...manifest, kind: null }, "has no kind: missing kind in object"],
    [{ ...manifest, metadata: "web" }, "has no metadata: missing metadata.name in object"],
    [{ ...manifest, metadata: {} }, "has no metadata.name: missing metadata.name in object"],
    [{ ...manifest, metadata: { name: "" } }, "has no metadata.name: missing metadata.name in object"],
    [{ ...manifest, metadata: { name: 12 } }, "has a metadata.name that is no text"],
  ])("is not %o, which %s", (value, why) => {
    expect([isManifest(value), notAManifest(value)]).toEqual([false, why]);
  });

  it("names an object, whose version does not matter", () => {
    const ref = { group: "apps", kind: "Deployment", namespace: "shop", name: "web" };
    expect(isManifest(manifest)).toBe(true);
    expect(refOfManifest(manifest)).toEqual(ref);
    expect(refOfManifest({ ...manifest, apiVersion: "apps/v1beta1" })).toEqual(ref);
  });

  it.each([
    ["apps/v1", "apps", "v1"],
    ["v1", "", "v1"],
    ["networking.k8s.io/v1beta1", "networking.k8s.io", "v1beta1"],
  ])("of %s is of the group %o and the version %s", (apiVersion, group, version) => {
    expect([groupOf(apiVersion), versionOf(apiVersion)]).toEqual([group, version]);
  });
});
