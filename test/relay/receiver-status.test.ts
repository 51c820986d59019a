import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { receiverEnding, receiverStatus } from "#infra/relay/report/receiver-status.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";

const now = Date.UTC(2026, 0, 2);
const credential: Credential = { namespace: "team", name: "hook", data: { token: "s3cret" } };
const digest = createHash("sha256").update("s3cretappteam").digest("hex");

const receiver = (spec: JsonObject = {}): Resource => ({
  kind: "Receiver",
  namespace: "team",
  name: "app",
  uid: "receiver-uid",
  generation: 3,
  labels: {},
  spec: { type: "github", secretRef: { name: "hook" }, ...spec },
});

const object: JsonObject = { metadata: { generation: 3 }, status: { webhookPath: "/hook/before" } };

function statusOf(resource: Resource, secret: Credential | undefined = credential): JsonObject {
  return receiverStatus(object, receiverEnding(resource, secret), now);
}

describe("a Receiver", () => {
  it("is Ready at Flux's own path", () => {
    const message = `Receiver initialized for path: /hook/${digest}`;
    expect(statusOf(receiver())).toEqual({
      observedGeneration: 3,
      webhookPath: `/hook/${digest}`,
      conditions: [expect.objectContaining({ type: "Ready", status: "True", reason: "Succeeded", message })],
    });
  });

  it("whose Secret is missing has no path, and says which Secret to create", () => {
    const ending = receiverEnding(receiver(), undefined);
    expect(receiverStatus(object, ending, now)).toEqual({
      webhookPath: null,
      conditions: [
        expect.objectContaining({ type: "Reconciling", status: "True", reason: "ProgressingWithRetry" }),
        expect.objectContaining({
          type: "Ready",
          status: "False",
          reason: "TokenNotFound",
          message: expect.stringContaining("'team/hook'"),
        }),
      ],
    });
  });

  it.each([
    ["no token", {}],
    ["an empty token", { token: "" }],
  ])("whose Secret has %s is not let in by the lack of one", (_what, data) => {
    expect(statusOf(receiver(), { ...credential, data: { ...data } })).toMatchObject({
      webhookPath: null,
      conditions: [
        {},
        { reason: "TokenNotFound", message: expect.stringContaining("required fields 'token'") },
      ],
    });
  });

  it.each<[string, JsonObject, { readonly reason: string; readonly field: string }]>([
    ["of a type that is not spoken", { type: "gcr" }, { reason: "ValidationFailed", field: "spec.type" }],
    [
      "of a type that shows tokens",
      { type: "generic-oidc" },
      { reason: "ValidationFailed", field: "spec.type" },
    ],
    [
      "with a filter",
      { resourceFilter: "true" },
      { reason: "InvalidCELExpression", field: "spec.resourceFilter" },
    ],
    [
      "with a filter for one resource",
      {
        resources: [
          { kind: "GitRepository", name: "a" },
          { kind: "GitRepository", name: "b", filter: "true" },
        ],
      },
      { reason: "InvalidCELExpression", field: "spec.resources[1].filter" },
    ],
  ])("%s is stalled, and says what to change", (_what, spec, { reason, field }) => {
    const status = statusOf(receiver(spec));
    expect(status).toMatchObject({
      observedGeneration: 3,
      conditions: [
        { type: "Stalled", status: "True", reason },
        { type: "Ready", status: "False", reason, message: expect.stringContaining(field) },
      ],
    });
    expect(status).not.toHaveProperty("webhookPath");
  });

  it("that is suspended is left as it is, but for the request that was answered", () => {
    const asked: JsonObject = {
      metadata: { generation: 3, annotations: { "reconcile.fluxcd.io/requestedAt": "now please" } },
    };
    const ending = receiverEnding(receiver({ suspend: true }), credential);
    expect(receiverStatus(asked, ending, now)).toEqual({ lastHandledReconcileAt: "now please" });
  });

  it("never has the token in its status", () => {
    for (const type of ["github", "gcr"] as Json[])
      expect(JSON.stringify(statusOf(receiver({ type })))).not.toContain("s3cret");
  });
});
