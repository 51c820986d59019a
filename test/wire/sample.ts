import { keyOf } from "#shared/model/object-ref.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { Mirror } from "#shared/wire/mirror.ts";
import type { Drift, Refusal, Report, Served, StaleBase } from "#shared/wire/report.ts";
import type { Hello, ToEdge } from "#shared/wire/to-edge.ts";
import type { Audit, Instruction } from "#shared/wire/to-relay.ts";
import type { SourceVerdict, Verdict } from "#shared/wire/verdict.ts";

const uid = "0d3274ed-496d-4c05-ab86-b9bb08abd2e5";
export const key = keyOf({ group: "apps", kind: "Deployment", namespace: "shop", name: "web" });

export const hello: Hello = {
  type: "hello",
  version: 1,
  proof: "cHJvb2Y=",
  session: uid,
  heads: [{ uid, head: uid }],
};
export const mirror: Mirror = {
  type: "mirror",
  complete: true,
  resources: [
    {
      kind: "Kustomization",
      namespace: "shop",
      name: "apps",
      uid,
      generation: 2,
      labels: { team: "shop" },
      spec: { interval: "1m", prune: true, postBuild: { substitute: { a: "b" } }, nothing: null },
      requestedAt: "2026-01-01T00:00:00Z",
      confirmPrune: "main@sha1:c0ffee",
      drift: "warn",
      deleting: true,
      inventory: [{ id: "shop_web_apps_Deployment", v: "v1" }],
    },
  ],
  gone: [{ kind: "Alert", namespace: "shop", name: "on-call" }],
  credentials: [{ namespace: "shop", name: "git", data: { username: "a", password: "b" } }],
};
export const report: Report = {
  type: "report",
  job: uid,
  uid,
  done: true,
  results: [{ key, action: "configured", digest: "0".repeat(64), fingerprint: "abc" }],
  milliseconds: 12.5,
};
export const refusal: Refusal = { type: "refusal", job: "", uid, why: "unknown-base" };
export const staleBase: StaleBase = {
  type: "stale-base",
  job: uid,
  uid,
  head: "",
  entries: [[key, "digest", "f"]],
};
export const drift: Drift = {
  type: "drift",
  uid,
  head: uid,
  missing: [key],
  changed: [
    {
      key,
      manager: "kubectl",
      at: "2026-01-01T00:00:00Z",
      fields: [
        { path: ["f:spec", "f:replicas"], manager: "kubectl", at: "2026-01-01T00:00:00Z", value: "1" },
      ],
      ours: "{}",
    },
  ],
  partial: true,
};
const served: Served = { type: "served", uids: [uid] };
export const toEdge: ToEdge[] = [hello, mirror, report, refusal, staleBase, drift, served];

export const job: ApplyJob = {
  type: "apply",
  job: uid,
  uid,
  generation: 2,
  base: "",
  revision: "main@sha1:c0ffee",
  reason: "drift",
  commit: { oid: "c0ffee", subject: "Add web", author: "Ada" },
  apply: [
    {
      key,
      digest: "0".repeat(64),
      manifest: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas: 1 },
      },
      origin: "k8s/web.yaml:7",
    },
  ],
  prune: [key],
  orphans: [],
  inventory: [{ id: "shop_web_apps_Deployment", v: "v1" }],
  requestedAt: "now",
};
const audit: Audit = {
  type: "audit",
  kustomizations: [
    { uid, head: "" },
    { uid, head: uid, entries: [[key, "digest", "f"]] },
  ],
};
export const verdict: Verdict = {
  type: "verdict",
  uid,
  generation: 2,
  revision: "main@sha1:c0ffee",
  outcome: { ok: false, reason: "BuildFailed", message: "no" },
};
export const sourceVerdict: SourceVerdict = {
  type: "source-verdict",
  uid,
  generation: 2,
  outcome: {
    ok: true,
    isNew: true,
    artifact: {
      revision: "a",
      digest: "b",
      size: 1,
      url: "c",
      path: "d",
      lastUpdateTime: "2026-01-01T00:00:00Z",
    },
  },
};
export const instructions: Instruction[] = [
  { type: "welcome", version: 1 },
  { type: "unsupported", what: "no JSON" },
  { type: "verdicts", verdicts: [] },
  { type: "note", uid, reason: "DriftDetected", message: "", isWarning: true, revision: "main@sha1:c0ffee" },
  job,
  audit,
  verdict,
  sourceVerdict,
];
