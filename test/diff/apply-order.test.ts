import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byApplyOrder, stageOf } from "#shared/diff/apply-order.ts";

const kinds = [
  ["apiextensions.k8s.io", "CustomResourceDefinition"],
  ["", "Namespace"],
  ["rbac.authorization.k8s.io", "ClusterRole"],
  ["storage.k8s.io", "StorageClass"],
  ["", "ServiceAccount"],
  ["", "ConfigMap"],
  ["", "Secret"],
  ["", "Service"],
  ["apps", "Deployment"],
  ["serving.knative.dev", "Service"],
  ["example.com", "Namespace"],
  ["example.com", "Thing"],
  ["networking.k8s.io", "Ingress"],
  ["admissionregistration.k8s.io", "MutatingWebhookConfiguration"],
  ["admissionregistration.k8s.io", "ValidatingWebhookConfiguration"],
].map(([group = "", kind = ""]) => ({ group, kind }));
const some = fc.constantFrom(...kinds);

describe("the order in which objects are applied", () => {
  it("is one, whichever two are compared first", () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(Math.sign(byApplyOrder(a, b)) + Math.sign(byApplyOrder(b, a))).toBe(0);
        expect(byApplyOrder(a, b) === 0).toBe(a.group === b.group && a.kind === b.kind);
        if (byApplyOrder(a, b) <= 0 && byApplyOrder(b, c) <= 0)
          expect(byApplyOrder(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("does not depend on the order in which Git has them", () => {
    const sorted = kinds.toSorted(byApplyOrder);
    fc.assert(
      fc.property(fc.shuffledSubarray(kinds, { minLength: kinds.length }), (shuffled) => {
        expect(shuffled.toSorted(byApplyOrder)).toEqual(sorted);
      }),
    );
  });

  it.each([
    ["a definition before a namespace", kinds[0], kinds[1]],
    ["a namespace before what lives in it", kinds[1], kinds[5]],
    ["a ConfigMap before the Deployment that reads it", kinds[5], kinds[8]],
    ["a Deployment before a kind that nobody knows", kinds[8], kinds[11]],
    ["a kind that nobody knows before a webhook that might stand in its way", kinds[11], kinds[13]],
    ["the core's Service before another group's kind of the same name", kinds[7], kinds[9]],
    ["a Deployment before another group's Namespace", kinds[8], kinds[10]],
  ])("has %s", (_which, first, second) => {
    if (!first || !second) throw new Error("a kind is missing from the list above");
    expect(byApplyOrder(first, second)).toBeLessThan(0);
  });
});

describe("a stage", () => {
  const custom = new Set(["example.com/Kite", "/ConfigMap", "example.com/KiteClass"]);
  it.each([
    ["definitions", "apiextensions.k8s.io", "CustomResourceDefinition"],
    ["definitions", "", "Namespace"],
    ["definitions", "rbac.authorization.k8s.io", "ClusterRole"],
    ["classes", "storage.k8s.io", "StorageClass"],
    ["classes", "example.com", "KiteClass"],
    ["custom", "example.com", "Kite"],
    ["custom", "", "ConfigMap"],
    ["rest", "example.org", "Kite"],
    ["rest", "example.com", "Namespace"],
    ["rest", "apps", "Deployment"],
  ] as const)("of %s has %s/%s", (stage, group, kind) => {
    expect(stageOf({ group, kind }, custom)).toBe(stage);
  });

  it("of its own has no kind that nobody named", () => {
    expect(stageOf({ group: "example.com", kind: "Kite" }, new Set())).toBe("rest");
  });
});
