import { describe, expect, it } from "vitest";
import { fingerprintText, lastOtherManager } from "#shared/diff/fingerprint.ts";
import type { JsonObject } from "#shared/model/json.ts";

/** As kube-apiserver writes them. */
const ours = {
  manager: "kustomize-controller",
  operation: "Apply",
  apiVersion: "apps/v1",
  time: "2026-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:spec": { "f:replicas": {}, "f:paused": {} }, "f:metadata": { "f:labels": { "f:app": {} } } },
};
const controller = {
  manager: "kube-controller-manager",
  operation: "Update",
  apiVersion: "apps/v1",
  time: "2026-01-01T00:00:05Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:status": { "f:replicas": {} } },
  subresource: "status",
};
const kubectl = {
  manager: "kubectl-edit",
  operation: "Update",
  apiVersion: "apps/v1",
  time: "2026-01-01T00:00:03Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:spec": { "f:replicas": {} } },
};
const scale = { ...kubectl, manager: "kubectl", subresource: "scale", time: "2026-01-01T00:00:04Z" };

function object(managedFields: readonly JsonObject[], others: JsonObject = {}): JsonObject {
  const metadata = { name: "web", uid: "web-uid", resourceVersion: "1", managedFields };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata, ...others };
}

const text = fingerprintText(object([ours]));

describe("an object's fingerprint", () => {
  it.each<[string, JsonObject]>([
    ["its status changes", object([ours, controller], { status: { replicas: 3 } })],
    ["somebody owns fields of his own", object([kubectl, ours])],
    ["it is written again without changing", { ...object([ours]), spec: { defaulted: true } }],
    ["its members come in another order", object([Object.fromEntries(Object.entries(ours).toReversed())])],
    ["our name writes to its status", object([ours, { ...ours, subresource: "status", time: "later" }])],
    ["our name writes to it by Update", object([{ ...ours, operation: "Update", time: "later" }, ours])],
  ])("stays when %s", (_when, changed) => {
    expect(fingerprintText(changed)).toBe(text);
  });

  it.each<[string, JsonObject]>([
    ["a field of ours is taken", object([{ ...ours, fieldsV1: { "f:spec": { "f:paused": {} } } }, kubectl])],
    ["it was applied anew", object([{ ...ours, time: "2026-01-01T00:00:01Z" }])],
    ["it was applied in another version", object([{ ...ours, apiVersion: "apps/v2" }])],
    [
      "it was deleted and made anew",
      {
        ...object([ours]),
        metadata: { name: "web", uid: "another-uid", managedFields: [ours] },
      },
    ],
  ])("changes when %s", (_when, changed) => {
    expect(fingerprintText(changed)).not.toBe(text);
  });

  it.each<[string, JsonObject]>([
    ["nothing is ours any more", object([kubectl])],
    ["nobody owns anything", object([])],
    ["it has no managed fields", { metadata: { uid: "web-uid" } }],
    ["it has no metadata", {}],
  ])("is none when %s", (_when, changed) => {
    expect(fingerprintText(changed)).toBeUndefined();
  });
});

describe("who else wrote to an object", () => {
  it.each<[string, readonly JsonObject[], string]>([
    ["is nobody when we alone did", [ours], ""],
    ["is nobody when others wrote its status alone", [ours, controller], ""],
    ["is the one who edited it", [ours, kubectl, controller], "kubectl-edit"],
    ["is the last of several", [scale, kubectl, ours], "kubectl"],
    ["is the one who scaled it, though scaling leaves no time", [ours, { ...scale, time: null }], "kubectl"],
    [
      "is somebody who used our name to edit",
      [ours, { ...kubectl, manager: "kustomize-controller" }],
      "kustomize-controller",
    ],
  ])("%s", (_who, entries, manager) => {
    expect(lastOtherManager(object(entries))).toBe(manager);
  });

  it("is nobody of an object without metadata", () => {
    expect(lastOtherManager({})).toBe("");
  });
});
