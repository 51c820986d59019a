import { byApplyOrder, stageOf, stages } from "#shared/diff/apply-order.ts";
import type { FindKind, Kube } from "#shared/kube/request.ts";
import { refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { ApplyJob, Wanted } from "#shared/wire/job.ts";
import type { ObjectResult, Refusal, Report, StaleBase } from "#shared/wire/report.ts";
import { applyObject, type Owner } from "./apply-object.ts";
import { entriesOf, type Memory, type Remembered } from "./memory.ts";
import { parallel } from "./parallel.ts";
import { pruneObject } from "./prune-object.ts";
import { waitEstablished } from "./wait-established.ts";

/** What the relay knows of the Kustomization that a job is for. */
export type Standing = {
  readonly owner: Owner;
  readonly generation: number;
  readonly suspended: boolean;
  /** It wants another ServiceAccount's rights, or another cluster: neither is supported. */
  readonly isForeign: boolean;
  /** The version each object of the inventory was applied in. */
  readonly versionOf: (key: RefKey) => string;
};

export type RunnerParts = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly forgetKinds: () => void;
  readonly memory: Memory;
  readonly standing: (uid: string) => Standing | undefined;
  readonly send: (message: Report | Refusal | StaleBase) => void;
  /** Writes down what a job is about to create, so that an interrupted one leaves no orphan. */
  readonly before: (job: ApplyJob) => Promise<void>;
  /** Tells the cluster how it ended. */
  readonly after: (job: ApplyJob, results: readonly ObjectResult[], milliseconds: number) => Promise<void>;
  readonly now: () => number;
};

/** Requests in flight at once; past eight an API server on two cores gains little (measured: 623 against 667/s at 16). */
const width = 8;
/** What is not reported when a relay dies is applied once more: so it reports often. */
const reportEvery = 16;

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
  try {
    await parts.before(job);
    await applyStages(job, { ...parts, standing, remembered, results });
    // What could not be applied may be what the others move to: nothing is taken away until all of it stands.
    if (!results.anyFailed) await prune(job, { ...parts, standing, results });
  } catch (error) {
    // Whatever happens, the job ends in a report: the edge waits for one.
    results.fail(error instanceof Error ? error.message : String(error));
  }
  for (const key of job.orphans) remembered.entries.delete(key);
  remembered.head = job.job;
  results.finish();
  await parts.after(job, results.all, now() - began);
}

function whyNot(job: ApplyJob, standing: Standing | undefined): Refusal["why"] | undefined {
  if (!standing) return "unknown-kustomization";
  if (standing.suspended) return "suspended";
  // Their objects are not ours to apply with our own rights, whatever the edge says.
  if (standing.isForeign) return "unreadable";
  return standing.generation === job.generation ? undefined : "other-generation";
}

type Running = Omit<RunnerParts, "standing"> & { readonly standing: Standing; readonly results: Results };

async function applyStages(
  job: ApplyJob,
  running: Running & { readonly remembered: Remembered },
): Promise<void> {
  const { kube, find, standing, remembered, results } = running;
  const sorted = job.apply.toSorted((a, b) => byApplyOrder(refOf(a.key), refOf(b.key)));
  for (const stage of stages) {
    const members = sorted.filter(({ manifest }) => stageOf(manifest) === stage);
    await parallel(members, width, async (wanted) => {
      const before = remembered.entries.get(wanted.key);
      results.add(await applyObject(wanted, { kube, find, owner: standing.owner, before }));
    });
    const stand = members.filter(({ key }) => !results.hasFailed(key));
    if (stage === "definitions") await establish(stand, running);
  }
}

async function establish(members: readonly Wanted[], { kube, forgetKinds, now }: Running): Promise<void> {
  const crds = members.filter(({ manifest }) => manifest.kind === "CustomResourceDefinition");
  await Promise.all(crds.map(({ manifest }) => waitEstablished(kube, manifest.metadata.name, now)));
  if (crds.length > 0) forgetKinds();
}

async function prune(job: ApplyJob, { kube, find, standing, results }: Running): Promise<void> {
  const last = job.prune.toSorted((a, b) => byApplyOrder(refOf(b), refOf(a)));
  await parallel(last, width, async (key) => {
    results.add(
      await pruneObject(key, { kube, find, owner: standing.owner, version: standing.versionOf(key) }),
    );
  });
}

/** Collects results, keeps the relay's memory, and reports on the way: what is reported is not done twice. */
class Results {
  readonly all: ObjectResult[] = [];
  readonly #job: ApplyJob;
  readonly #remembered: Remembered;
  readonly #send: RunnerParts["send"];
  readonly #now: () => number;
  readonly #began: number;
  #unsent: ObjectResult[] = [];

  constructor(
    job: ApplyJob,
    parts: { remembered: Remembered; send: RunnerParts["send"]; now: () => number },
  ) {
    this.#job = job;
    this.#remembered = parts.remembered;
    this.#send = parts.send;
    this.#now = parts.now;
    this.#began = parts.now();
  }

  get anyFailed(): boolean {
    return this.all.some(({ action }) => action === "failed");
  }

  add(result: ObjectResult): void {
    const { key, digest, fingerprint, action } = result;
    if (digest === undefined && action !== "failed") this.#remembered.entries.delete(key);
    else if (digest !== undefined)
      this.#remembered.entries.set(key, { digest, fingerprint: fingerprint ?? "" });
    this.all.push(result);
    this.#unsent.push(result);
    if (this.#unsent.length >= reportEvery) this.#report(false);
  }

  hasFailed(key: RefKey): boolean {
    return this.all.some((result) => result.key === key && result.action === "failed");
  }

  /** The job as a whole could not go on: said of its first object, for a report speaks of objects. */
  fail(why: string): void {
    const { apply, prune } = this.#job;
    const key = apply[0]?.key ?? prune[0];
    if (key) this.add({ key, action: "failed", error: `the job could not go on: ${why}`.slice(0, 4_000) });
  }

  finish(): void {
    this.#report(true);
  }

  #report(done: boolean): void {
    const results = this.#unsent;
    this.#unsent = [];
    const { job, uid } = this.#job;
    this.#send({ type: "report", job, uid, done, results, milliseconds: this.#now() - this.#began });
  }
}
