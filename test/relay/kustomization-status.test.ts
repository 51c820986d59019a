import { describe, expect, it } from "vitest";
import {
  endingOf,
  inventoryAfter,
  kustomizationStatus,
  type Ended,
} from "#infra/relay/report/kustomization-status.ts";
import { inventoryId, type InventoryEntry } from "#shared/model/inventory.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { keyOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { ApplyJob, Wanted } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";

const now = Date.UTC(2026, 0, 2);
const deployment = (name: string): RefKey =>
  keyOf({ group: "apps", kind: "Deployment", namespace: "shop", name });

const kustomization: JsonObject = {
  metadata: { name: "apps", generation: 3 },
  status: {
    lastAppliedRevision: "main@sha1:1",
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }],
  },
};

const ended: Ended = { revision: "main@sha1:2", requestedAt: undefined, ending: { ok: true }, now };
const failing: Ended = {
  ...ended,
  ending: { ok: false, reason: "BuildFailed", message: "k8s/a.yaml:1: no" },
};

describe("the status of a Kustomization", () => {
  it("that was applied is Ready, of that revision and of the generation that was applied", () => {
    expect(kustomizationStatus(kustomization, ended)).toEqual({
      lastAttemptedRevision: "main@sha1:2",
      lastAppliedRevision: "main@sha1:2",
      observedGeneration: 3,
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "ReconciliationSucceeded",
          message: "Applied revision: main@sha1:2",
          observedGeneration: 3,
          lastTransitionTime: "2026-01-01T00:00:00Z",
        },
      ],
    });
  });

  it("that failed keeps the revision that was applied last, and names the one that was tried", () => {
    const status = kustomizationStatus(kustomization, failing);
    expect(status).not.toHaveProperty("lastAppliedRevision");
    expect(status).toMatchObject({
      lastAttemptedRevision: "main@sha1:2",
      conditions: [
        { type: "Reconciling", status: "True", reason: "ProgressingWithRetry" },
        {
          type: "Ready",
          status: "False",
          reason: "BuildFailed",
          message: "k8s/a.yaml:1: no",
          lastTransitionTime: "2026-01-02T00:00:00Z",
        },
      ],
    });
  });

  it("answers who asked for a reconcile, whether it went well or not", () => {
    const asked = { ...failing, requestedAt: "now please" };
    expect(kustomizationStatus(kustomization, asked)).toMatchObject({ lastHandledReconcileAt: "now please" });
  });

  it("answers what the object itself asks, though the edge had not heard it", () => {
    const annotations = { "reconcile.fluxcd.io/requestedAt": "by kubectl" };
    const object = { ...kustomization, metadata: { generation: 3, annotations } };
    expect(kustomizationStatus(object, ended)).toMatchObject({ lastHandledReconcileAt: "by kubectl" });
  });
});

describe("a job's end", () => {
  const { key } = { key: deployment("web") };
  const refused: ObjectResult = { key, action: "failed", digest: "d", error: "k8s/web.yaml:1: Invalid" };
  const unpruned: ObjectResult = { key, action: "failed", error: "prune Deployment/shop/web: Forbidden" };

  it("is good when nothing failed", () => {
    expect(
      endingOf([
        { key, action: "configured" },
        { key, action: "skipped" },
      ]),
    ).toEqual({ ok: true });
  });

  it("names every object that failed", () => {
    const other = { ...refused, error: "k8s/db.yaml:1: Invalid" };
    expect(endingOf([refused, { key, action: "created" }, other])).toEqual({
      ok: false,
      reason: "ReconciliationFailed",
      message: "k8s/web.yaml:1: Invalid\nk8s/db.yaml:1: Invalid",
    });
  });

  it("says PruneFailed where only the pruning failed", () => {
    expect(endingOf([{ key, action: "created" }, unpruned])).toMatchObject({ reason: "PruneFailed" });
    expect(endingOf([refused, unpruned])).toMatchObject({ reason: "ReconciliationFailed" });
  });
});

describe("what a Kustomization holds after a job", () => {
  const entry = (name: string, v = "v1"): InventoryEntry => ({ id: inventoryId(refOf(deployment(name))), v });
  const want = (name: string, version = "v1"): Wanted => ({
    key: deployment(name),
    digest: "d",
    manifest: { apiVersion: `apps/${version}`, kind: "Deployment", metadata: { name, namespace: "shop" } },
    origin: "k8s/web.yaml:1",
  });
  const result = (name: string, action: ObjectResult["action"]): ObjectResult => ({
    key: deployment(name),
    action,
  });
  const jobOf = (change: Partial<ApplyJob>): ApplyJob => ({
    type: "apply",
    job: "job-1",
    uid: "apps-uid",
    generation: 1,
    base: "",
    revision: "main@sha1:1",
    reason: "change",
    apply: [],
    prune: [],
    orphans: [],
    ...change,
  });

  type Case = {
    readonly job: Partial<ApplyJob>;
    readonly before?: InventoryEntry[];
    readonly results?: ObjectResult[];
    /** Absent: as before, so that nothing is written. */
    readonly after?: InventoryEntry[];
  };
  const web = entry("web");
  const db = entry("db");
  const dbAway: Partial<ApplyJob> = { prune: [deployment("db")], inventory: [web] };

  it.each<[string, Case]>([
    [
      "is what it declares, at the first time",
      { job: { apply: [want("web")], inventory: [web] }, results: [result("web", "created")], after: [web] },
    ],
    [
      "is unchanged by a change of an object",
      { job: { apply: [want("web")] }, before: [web], results: [result("web", "configured")] },
    ],
    [
      "is as before when the job says what is known already",
      { job: { inventory: [web, db] }, before: [db, web] },
    ],
    [
      "is less what was pruned",
      { job: dbAway, before: [web, db], results: [result("db", "deleted")], after: [web] },
    ],
    [
      "is less what turned out to be another's",
      { job: dbAway, before: [web, db], results: [result("db", "skipped")], after: [web] },
    ],
    [
      "still has what could not be pruned",
      { job: dbAway, before: [web, db], results: [result("db", "failed")] },
    ],
    [
      "still has what was not pruned because something else failed",
      {
        job: { ...dbAway, apply: [want("web")] },
        before: [db],
        results: [result("web", "failed")],
        after: [web, db],
      },
    ],
    [
      "lists an object in the version that it was applied in last",
      {
        job: { apply: [want("web", "v2")] },
        before: [web],
        results: [result("web", "configured")],
        after: [entry("web", "v2")],
      },
    ],
    [
      "is less what was let go, where pruning is off",
      { job: { inventory: [web] }, before: [web, db], after: [web] },
    ],
  ])("%s", (_what, { job, before = [], results = [], after }) => {
    expect(inventoryAfter(jobOf(job), before, results)).toEqual(after);
  });
});
