import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { healthOf } from "#shared/health/health-of.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { startFluxRules, type FluxRules } from "#test/support/flux-rules/oracle.ts";

let flux: FluxRules;
beforeAll(async () => {
  flux = await startFluxRules();
}, 300_000);
afterAll(() => flux.stop());

const count = fc.integer({ min: 0, max: 3 });
const status = fc.constantFrom("True", "False", "Unknown");

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function without(record: Readonly<Record<string, unknown>>): JsonObject {
  return JSON.parse(JSON.stringify(record));
}

const condition = (...types: readonly string[]) =>
  fc.record({
    type: fc.constantFrom(...types, "Ready"),
    status,
    reason: fc.constantFrom("ProgressDeadlineExceeded", "NewReplicaSetAvailable", "Installing", "Other"),
    message: fc.constantFrom("one", "two"),
  });

/** An object of this kind, with what its rule looks at here and there. */
function objects(
  [apiVersion, kind]: readonly [string, string],
  { spec = {}, state = {}, conditions = [] }: Looked,
): fc.Arbitrary<JsonObject> {
  const fields = (
    of: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  ): fc.Arbitrary<Record<string, unknown>> =>
    fc.record(Object.fromEntries(Object.entries(of).map(([name, value]) => [name, maybe(value)])));
  return fc
    .record({
      generation: maybe(fc.integer({ min: 1, max: 2 })),
      deletionTimestamp: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constant("2026-01-01T00:00:00Z") },
      ),
      spec: fields(spec),
      state: fields({ ...state, observedGeneration: fc.integer({ min: 1, max: 2 }) }),
      conditions: maybe(
        fc.uniqueArray(condition(...conditions), { maxLength: 3, selector: ({ type }) => type }),
      ),
    })
    .map((made) =>
      without({
        apiVersion,
        kind,
        metadata: { name: "a", generation: made.generation, deletionTimestamp: made.deletionTimestamp },
        spec: made.spec,
        status: { ...made.state, conditions: made.conditions },
      }),
    );
}

type Looked = {
  readonly spec?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly state?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly conditions?: readonly string[];
};

const replicas = [
  "replicas",
  "readyReplicas",
  "availableReplicas",
  "updatedReplicas",
  "currentReplicas",
  "fullyLabeledReplicas",
];
const scheduled = [
  "desiredNumberScheduled",
  "currentNumberScheduled",
  "updatedNumberScheduled",
  "numberAvailable",
  "numberReady",
];
const counts = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, count]));
const standard = ["Reconciling", "Stalled"];
const kinds: readonly (readonly [readonly [string, string], Looked])[] = [
  [
    ["apps/v1", "Deployment"],
    {
      spec: { replicas: count, progressDeadlineSeconds: fc.constantFrom(600, 2_147_483_647) },
      state: counts(replicas),
      conditions: ["Progressing", "Available", ...standard],
    },
  ],
  [
    ["apps/v1", "StatefulSet"],
    {
      spec: {
        replicas: count,
        updateStrategy: fc.constantFrom({ type: "OnDelete" }, { rollingUpdate: { partition: 1 } }, {}),
      },
      state: {
        ...counts(replicas),
        currentRevision: fc.constantFrom("a", "b"),
        updateRevision: fc.constantFrom("a", "b"),
      },
    },
  ],
  [["apps/v1", "DaemonSet"], { state: counts(scheduled) }],
  [
    ["apps/v1", "ReplicaSet"],
    { spec: { replicas: count }, state: counts(replicas), conditions: ["ReplicaFailure"] },
  ],
  [
    ["v1", "Pod"],
    {
      state: {
        phase: fc.constantFrom("Pending", "Running", "Succeeded", "Failed"),
        containerStatuses: fc.constantFrom(
          [{ name: "web", state: { waiting: { reason: "CrashLoopBackOff" } } }],
          [{ name: "web", state: { running: {} } }],
        ),
      },
      conditions: ["PodScheduled"],
    },
  ],
  [
    ["v1", "Service"],
    {
      spec: {
        type: fc.constantFrom("LoadBalancer", "ClusterIP"),
        clusterIP: fc.constantFrom("", "10.0.0.1"),
      },
    },
  ],
  [["v1", "PersistentVolumeClaim"], { state: { phase: fc.constantFrom("Bound", "Pending") } }],
  [["v1", "ConfigMap"], { conditions: standard }],
  [["policy/v1", "PodDisruptionBudget"], {}],
  [["apiextensions.k8s.io/v1", "CustomResourceDefinition"], { conditions: ["Established", "NamesAccepted"] }],
  [["batch/v1", "CronJob"], {}],
  [["example.com/v1", "Widget"], { conditions: standard }],
  [["kustomize.toolkit.fluxcd.io/v1", "Kustomization"], { conditions: standard }],
];

describe("how an object is", () => {
  it.each(kinds)("is what Flux's kstatus says of any %s", async (kind, looked) => {
    await fc.assert(
      fc.asyncProperty(objects(kind, looked), async (object) => {
        expect(healthOf(object, Date.now())).toEqual(await flux.health(object));
      }),
      { numRuns: 400 },
    );
  });

  it("is the same for a Job, but for one at work, which Flux waits for, and one that is suspended, for which it does not", async () => {
    const looked: Looked = {
      spec: { parallelism: count, completions: count },
      state: {
        succeeded: count,
        active: count,
        failed: count,
        startTime: fc.constant("2026-01-01T00:00:00Z"),
      },
      conditions: ["Complete", "Failed", "Suspended"],
    };
    await fc.assert(
      fc.asyncProperty(objects(["batch/v1", "Job"], looked), async (object) => {
        const ours = healthOf(object, Date.now());
        const theirs = await flux.health(object);
        if (ours.message === "Job is suspended") expect(ours.status).toBe("Current");
        else if ("message" in theirs && theirs.message.startsWith("Job in progress"))
          expect(ours).toEqual({ ...theirs, status: "InProgress" });
        else expect(ours).toEqual(theirs);
      }),
      { numRuns: 400 },
    );
  });
});

describe("a Pod that no node takes", () => {
  const pod = (age: number): JsonObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", creationTimestamp: new Date(1_000_000_000 - age).toISOString() },
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
    },
  });

  it("is given fifteen seconds before that counts as a dead end", () => {
    expect(healthOf(pod(10_000), 1_000_000_000).status).toBe("InProgress");
    expect(healthOf(pod(20_000), 1_000_000_000).status).toBe("Failed");
  });
});
