import { byApplyOrder, stageOf, stages, type CustomStage } from "#shared/diff/apply-order.ts";
import { impersonating } from "#shared/kube/impersonating.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { refOf } from "#shared/model/object-ref.ts";
import type { ApplyJob, Wanted } from "#shared/wire/job.ts";
import type { ObjectResult, Refusal, Report, StaleBase } from "#shared/wire/report.ts";
import { applyObject } from "./apply-object.ts";
import { kindOf, unserved, waitForKinds, type NamedKind } from "./late-kinds.ts";
import { entriesOf, type Memory, type Remembered } from "./memory.ts";
import { parallel } from "./parallel.ts";
import { pruneObject } from "./prune-object.ts";
import { Results } from "./results.ts";
import type { Standing } from "./standing.ts";
import { waitEstablished } from "./wait-established.ts";

export type RunnerParts = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly forgetKinds: () => void;
  /** Which kinds have a stage of their own, between classes and the rest. */
  readonly customStage: CustomStage;
  readonly memory: Memory;
  readonly standing: (uid: string) => Standing | undefined;
  readonly send: (message: Report | Refusal | StaleBase) => void;
  /** Writes down what a job is about to create, so that an interrupted one leaves no orphan. */
  readonly before: (job: ApplyJob) => Promise<void>;
  /** Tells the cluster how it ended. */
  readonly after: (job: ApplyJob, results: readonly ObjectResult[], milliseconds: number) => Promise<void>;
  /** For want of these kinds objects of a Kustomization could not be applied; of none, when all could. */
  readonly awaits: (uid: string, kinds: readonly NamedKind[]) => void;
  /** Aborted when the relay goes before its jobs have ended: what is done of them is told. */
  readonly cut?: AbortSignal;
  readonly now: () => number;
};

/** Objects under way at once; how many requests an API server is sent at once is decided behind `kube`. */
const width = 16;

/** Carries out one signed job: checks its fences, applies in stages, prunes, remembers, reports. */
export async function runJob(job: ApplyJob, parts: RunnerParts): Promise<void> {
  const { memory, send, now } = parts;
  const { uid } = job;
  const standing = parts.standing(uid);
  const refusal = whyNot(job, standing);
  if (!standing || refusal)
    return send({ type: "refusal", job: job.job, uid, why: refusal ?? "unknown-kustomization" });
  const known = memory.of(uid);
  if (known && known.head !== job.base)
    return send({ type: "stale-base", job: job.job, uid, head: known.head, entries: entriesOf(known) });
  if (!known && job.base !== "") return send({ type: "refusal", job: job.job, uid, why: "unknown-base" });

  const remembered = known ?? memory.learn(uid, "", []);
  const began = now();
  const results = new Results(job, { remembered, send, now });
  const tell = (): void => results.tellSoFar();
  parts.cut?.addEventListener("abort", tell, { once: true });
  const kube = impersonating(parts.kube, standing.account);
  const late = new Set<Wanted>();
  const gone = new Set<Wanted>();
  try {
    await parts.before(job);
    await applyStages(job, { ...parts, kube, standing, remembered, results, late, gone });
    // What could not be applied may be what the others move to: nothing is taken away until all of it stands.
    if (!results.anyFailed) await prune(job, { ...parts, kube, standing, results });
  } catch (error) {
    // Whatever happens, the job ends in a report: the edge waits for one.
    results.fail(error instanceof Error ? error.message : String(error));
  }
  for (const key of job.orphans) remembered.entries.delete(key);
  remembered.head = job.job;
  parts.cut?.removeEventListener("abort", tell);
  results.finish();
  await parts.after(job, results.all, now() - began);
  parts.awaits(uid, [...late, ...gone].filter(({ key }) => results.hasFailed(key)).map(kindOf));
}

function whyNot(job: ApplyJob, standing: Standing | undefined): Refusal["why"] | undefined {
  if (!standing) return "unknown-kustomization";
  if (standing.suspended) return "suspended";
  // Their objects belong elsewhere, whatever the edge says.
  if (standing.isForeign) return "unreadable";
  return standing.generation === job.generation ? undefined : "other-generation";
}

type Running = Omit<RunnerParts, "standing"> & { readonly standing: Standing; readonly results: Results };
type Applying = Running & {
  readonly remembered: Remembered;
  /** Those that wait for their kind, to which each stage adds. */
  readonly late: Set<Wanted>;
  /** Those whose kind turned out to be served no more. */
  readonly gone: Set<Wanted>;
};

async function applyStages(job: ApplyJob, running: Applying): Promise<void> {
  const { find, results, late, customStage } = running;
  const sorted = job.apply.toSorted((a, b) => byApplyOrder(refOf(a.key), refOf(b.key)));
  for (const stage of stages) {
    const members = sorted.filter(({ key }) => stageOf(refOf(key), customStage) === stage);
    for (const wanted of await unserved(members, find)) late.add(wanted);
    await applyAll(
      members.filter((wanted) => !late.has(wanted)),
      running,
    );
    const stand = members.filter(({ key }) => !results.hasFailed(key));
    if (stage === "definitions") await establish(stand, running);
  }
  await waitForKinds(late, find);
  await applyAll([...late], running);
}

async function applyAll(members: readonly Wanted[], running: Applying): Promise<void> {
  const { kube, find, standing, remembered, results, gone } = running;
  const { owner, force } = standing;
  await parallel(members, width, async (wanted) => {
    const before = remembered.entries.get(wanted.key);
    const isStranger = before === undefined && standing.versionOf(wanted.key) !== "";
    const kindGone = (): void => {
      running.forgetKinds();
      gone.add(wanted);
    };
    results.add(await applyObject(wanted, { kube, find, owner, before, isStranger, force, kindGone }));
  });
}

async function establish(members: readonly Wanted[], { kube, forgetKinds, now }: Running): Promise<void> {
  const crds = members.filter(({ manifest }) => manifest.kind === "CustomResourceDefinition");
  await Promise.all(crds.map(({ manifest }) => waitEstablished(kube, manifest.metadata.name, now)));
  if (crds.length > 0) forgetKinds();
}

/** Stage by stage from the last to the first, so that a definition goes after what it defines. */
async function prune(job: ApplyJob, running: Running): Promise<void> {
  const { kube, find, standing, results, customStage } = running;
  const last = job.prune.toSorted((a, b) => byApplyOrder(refOf(b), refOf(a)));
  for (const stage of stages.toReversed()) {
    const members = last.filter((key) => stageOf(refOf(key), customStage) === stage);
    await parallel(members, width, async (key) => {
      const version = standing.versionOf(key);
      results.add(await pruneObject(key, { kube, find, owner: standing.owner, version }));
    });
  }
}
