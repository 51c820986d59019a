import { describe, expect, it } from "vitest";
import { sourceStatus } from "#infra/relay/report/source-status.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { Artifact, SourceVerdict } from "#shared/wire/verdict.ts";

const now = Date.UTC(2026, 0, 2);
const first = "2026-01-01T00:00:00Z";
const artifact: Artifact = {
  revision: "main@sha1:2",
  digest: "sha256:00",
  size: 100,
  url: "https://git.example.com/team/app",
  path: "gitrepository/default/app",
  lastUpdateTime: "2026-01-02T00:00:00Z",
};
const found: SourceVerdict = {
  type: "source-verdict",
  uid: "app-uid",
  generation: 2,
  outcome: { ok: true, artifact, isNew: true },
};
const lost: SourceVerdict = {
  ...found,
  outcome: { ok: false, condition: "FetchFailed", reason: "GitOperationFailed", message: "no answer" },
};
const source = (revision: string): JsonObject => ({
  metadata: { generation: 2 },
  status: { artifact: { ...artifact, revision, lastUpdateTime: first } },
});

describe("the status of a GitRepository", () => {
  it("that was fetched is Ready, with its artifact in storage", () => {
    expect(sourceStatus({ metadata: { generation: 2 } }, found, now)).toMatchObject({
      observedGeneration: 2,
      artifact,
      conditions: [
        { type: "Ready", status: "True", message: "stored artifact for revision 'main@sha1:2'" },
        { type: "ArtifactInStorage", status: "True" },
      ],
    });
  });

  it("keeps the time at which its artifact was first seen", () => {
    expect(sourceStatus(source("main@sha1:2"), found, now)).toMatchObject({
      artifact: { lastUpdateTime: first },
    });
    expect(sourceStatus(source("main@sha1:1"), found, now)).toMatchObject({
      artifact: { lastUpdateTime: artifact.lastUpdateTime },
    });
  });

  it("that could not be fetched says why, and keeps the artifact that it had", () => {
    const status = sourceStatus(source("main@sha1:1"), lost, now);
    expect(status).not.toHaveProperty("artifact");
    expect(status).toMatchObject({
      conditions: [
        { type: "Reconciling", status: "True" },
        { type: "Ready", status: "False", reason: "GitOperationFailed", message: "no answer" },
        { type: "FetchFailed", status: "True" },
        { type: "ArtifactInStorage", status: "True" },
      ],
    });
  });

  it("that was never fetched claims no artifact", () => {
    const { conditions } = sourceStatus({}, lost, now) as { conditions: { type: string }[] };
    expect(conditions.map(({ type }) => type)).not.toContain("ArtifactInStorage");
  });

  it("answers who asked for a look", () => {
    const asked = { ...lost, requestedAt: "now please" };
    expect(sourceStatus({}, asked, now)).toMatchObject({ lastHandledReconcileAt: "now please" });
  });

  it("does not answer who asked after the look had begun", () => {
    const annotations = { "reconcile.fluxcd.io/requestedAt": "later" };
    expect(sourceStatus({ metadata: { annotations } }, lost, now)).not.toHaveProperty(
      "lastHandledReconcileAt",
    );
  });

  it("says which signatures were good, and goes on saying so while the next look fails", () => {
    const verified = { mode: "HEAD", message: "verified signature of\n\t- commit '2' with key 'K'" };
    const verify = { mode: "HEAD", secretRef: { name: "authors" } };
    const signed: SourceVerdict = { ...found, outcome: { ok: true, artifact, isNew: true, verified } };
    const spec = { verify };
    const status = sourceStatus({ metadata: { generation: 2 }, spec }, signed, now);
    const good = { type: "SourceVerified", status: "True", reason: "Succeeded", message: verified.message };
    expect(status).toMatchObject({ sourceVerificationMode: "HEAD" });
    expect(status["conditions"]).toContainEqual(expect.objectContaining(good));
    expect(sourceStatus({ spec, status }, lost, now)["conditions"]).toContainEqual(
      expect.objectContaining(good),
    );
    expect(sourceStatus({ spec: {}, status }, lost, now)["conditions"]).not.toContainEqual(
      expect.objectContaining(good),
    );
  });

  it("whose signature is not good says so with a condition that is False, and no other", () => {
    const outcome = { ok: false, condition: "SourceVerified", reason: "InvalidCommitSignature" } as const;
    const status = sourceStatus({}, { ...found, outcome: { ...outcome, message: "no" } }, now);
    expect(status["conditions"]).toMatchObject([
      { type: "Reconciling", status: "True" },
      { type: "Ready", status: "False", reason: "InvalidCommitSignature" },
      { type: "SourceVerified", status: "False", reason: "InvalidCommitSignature" },
    ]);
  });

  it("that waits for another spec is Stalled, and has observed this one", () => {
    const outcome = { ok: false, condition: "FetchFailed", reason: "URLInvalid", stalled: true } as const;
    const status = sourceStatus({}, { ...found, outcome: { ...outcome, message: "no" } }, now);
    expect(status).toMatchObject({ observedGeneration: 2, conditions: [{ type: "Stalled" }, {}, {}] });
  });

  it("repeats the part of the spec that its artifact was made by, unless that has changed since", () => {
    const spec = { ignore: "/docs/", sparseCheckout: ["k8s"], recurseSubmodules: true };
    const included = [{ ...artifact, revision: "main@sha1:9" }];
    const verdict: SourceVerdict = { ...found, outcome: { ok: true, artifact, isNew: true, included } };
    expect(sourceStatus({ metadata: { generation: 2 }, spec }, verdict, now)).toMatchObject({
      observedIgnore: "/docs/",
      observedSparseCheckout: ["k8s"],
      observedRecurseSubmodules: true,
      includedArtifacts: included,
    });
    expect(sourceStatus({ metadata: { generation: 3 }, spec }, verdict, now)).not.toHaveProperty(
      "observedIgnore",
    );
  });
});
