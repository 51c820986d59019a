import { describe, expect, it } from "vitest";
import { immutableFields } from "#shared/kube/immutable.ts";
import type { KubeAnswer } from "#shared/kube/request.ts";

const refusal = (
  status: number,
  message: string,
  causes?: readonly (readonly [string, string])[],
): KubeAnswer => ({
  status,
  serverTime: undefined,
  body: {
    kind: "Status",
    message,
    ...(causes && { details: { causes: causes.map(([field, text]) => ({ field, message: text })) } }),
  },
});

describe("a refusal because of a field that cannot be changed", () => {
  it.each([
    ["spec.selector", "Invalid value: {}: field is immutable"],
    ["roleRef", "Invalid value: {}: cannot change roleRef"],
    ["spec", "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden"],
    ["spec", "Forbidden: pod updates may not change fields other than `spec.containers[*].image`"],
    ["spec", "Forbidden: spec is immutable after creation except resources.requests for bound claims"],
    ["spec.clusterIPs[0]", 'Invalid value: ["None"]: may not change once set'],
    ["provisioner", "Forbidden: updates to provisioner are forbidden."],
    ["value", "Forbidden: may not be changed in an update."],
    ["spec.size", 'Invalid value: "string": Value is immutable'],
  ])("names it: %s, %s", (field, message) => {
    expect(immutableFields(refusal(422, "is invalid", [[field, message]]))).toEqual([field]);
  });

  it("names each of several once", () => {
    const causes = ["spec.a", "spec.b", "spec.a"].map((field) => [field, "field is immutable"] as const);
    expect(immutableFields(refusal(422, "is invalid", causes))).toEqual(["spec.a", "spec.b"]);
  });

  it("by a webhook, which names none, is one all the same", () => {
    const message = 'admission webhook "deny" denied the request: the member\'s spec is immutable';
    expect(immutableFields(refusal(400, message))).toEqual([""]);
  });
});

describe("a refusal for another reason", () => {
  it.each([
    [
      "a wrong value",
      refusal(422, "is invalid", [["spec.replicas", "Invalid value: -1: must not be negative"]]),
    ],
    [
      "a wrong value beside an immutable field",
      refusal(422, "is invalid", [
        ["spec.selector", "field is immutable"],
        ["spec.replicas", "must be greater than or equal to 0"],
      ]),
    ],
    ["a conflict", refusal(409, "the object has been modified")],
    ["what says that it is not immutable", refusal(422, "the field is not immutable")],
    ["trouble of the server", refusal(500, "etcd is immutable today")],
    ["an answer without a body", { status: 422, serverTime: undefined, body: null }],
  ])("is none: %s", (_what, answer) => {
    expect(immutableFields(answer)).toBeUndefined();
  });
});
