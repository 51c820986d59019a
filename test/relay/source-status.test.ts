import { describe, expect, it } from "vitest";
import { sourceStatus } from "#infra/relay/report/source-status.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { Artifact, SourceVerdict } from "#shared/wire/verdict.ts";

const now = Date.UTC(2026, 0, 2);
const first = "2026-01-01T00:00:00Z";
const artifact: Artifact = {
  revision: "main@sha1:2",
  digest: "sha256:00",
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
  outcome: { ok: false, reason: "GitOperationFailed", message: "no answer" },
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
});
