import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventoryEntry, inventoryId, refOfInventoryId } from "#shared/model/inventory.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const rbacName = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(":"));
const refs = fc.record({
  group: fc.oneof(fc.constant(""), fc.constant("apps"), fc.constant("rbac.authorization.k8s.io")),
  kind: fc.constantFrom("ConfigMap", "ClusterRole", "Deployment"),
  namespace: fc.oneof(fc.constant(""), label),
  name: rbacName,
});

describe("an inventory id", () => {
  it("is spelled as Flux does", () => {
    const ref = { group: "apps", kind: "Deployment", namespace: "shop", name: "web" };
    expect(inventoryId(ref)).toBe("shop_web_apps_Deployment");
    expect(inventoryId({ ...ref, group: "", kind: "Namespace", namespace: "" })).toBe("_web__Namespace");
  });

  it("spells the colon of an RBAC name as two underscores", () => {
    const ref = {
      group: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      namespace: "",
      name: "system:a:b",
    };
    expect(inventoryId(ref)).toBe("_system__a__b_rbac.authorization.k8s.io_ClusterRole");
  });

  it("is read back as the object that it names, colons and all", () => {
    fc.assert(
      fc.property(refs, (ref) => {
        expect(refOfInventoryId(inventoryId(ref))).toEqual(ref);
      }),
    );
  });

  it.each(["", "web", "a_b", "a_b_c", "a_b_c_", "_____"])("is not %o", (id) => {
    expect(refOfInventoryId(id)).toBeUndefined();
  });

  it("goes with the version that the object was declared in", () => {
    const metadata = { name: "web", namespace: "shop" };
    expect(inventoryEntry({ apiVersion: "apps/v1", kind: "Deployment", metadata })).toEqual({
      id: "shop_web_apps_Deployment",
      v: "v1",
    });
    expect(inventoryEntry({ apiVersion: "v1", kind: "ConfigMap", metadata }).v).toBe("v1");
  });
});
