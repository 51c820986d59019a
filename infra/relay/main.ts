import { asksForHealth } from "#shared/health/asks-for-health.ts";
import type { CustomKind } from "#shared/kube/custom-kinds.ts";
import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import { at, textAt } from "#shared/kube/status.ts";
import type { InventoryEntry } from "#shared/model/inventory.ts";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { ToEdge } from "#shared/wire/to-edge.ts";
import type { EventNote, Instruction } from "#shared/wire/to-relay.ts";
import { AwaitedKinds } from "./apply/awaited-kinds.ts";
import { finalize, holdBack, type Finalizing } from "./apply/finalize.ts";
import { fingerprintOf } from "./apply/fingerprint.ts";
import { runJob, type RunnerParts } from "./apply/job-runner.ts";
import { Memory } from "./apply/memory.ts";
import { accountOf, standingOf, type Standing } from "./apply/standing.ts";
import { answerAudit, type AnswerParts } from "./drift/answer-audit.ts";
import { DriftWatch } from "./drift/drift-watch.ts";
import { connect } from "./kube/connection.ts";
import { discovery } from "./kube/discovery.ts";
import { follow } from "./kube/follow.ts";
import { observe } from "./kube/observe.ts";
import { paced } from "./kube/paced.ts";
import { patient } from "./kube/patient.ts";
import { podAccess } from "./kube/pod-access.ts";
import { Valve } from "./valve.ts";
import { Gate } from "./gate.ts";
import { healthTargets, healthTimeout } from "./health/health-targets.ts";
import { HealthGuards } from "./health/health-guards.ts";
import { Lanes } from "./lanes.ts";
import { elected } from "./lead/elected.ts";
import { identityAt } from "./link/enrol.ts";
import type { Identity } from "./link/identity.ts";
import { Link } from "./link/link.ts";
import { dyingBy } from "./log/die.ts";
import { logger } from "./log/logger.ts";
import { ResourceMirror } from "./mirror/mirror.ts";
import { inventoryOf, isDeleting } from "./mirror/resources.ts";
import { receiversIn } from "./mirror/secret-uses.ts";
import { writeEvent } from "./report/events.ts";
import { Reporter, type HealthWish } from "./report/reporter.ts";
import { settingsFrom } from "./settings.ts";
import { Meters } from "./show/meters.ts";
import { openPort } from "./show/port.ts";
import { shownMetrics } from "./show/shown-metrics.ts";
import { shutDownWhenAsked } from "./shutdown.ts";

/** Whoever answers at the edge's address could say so: that is no reason to take a new key from them. */
const unknownToEdge =
  "the edge does not know our certificate. If that is meant, delete Secret plumbline-relay and give us a new token";
const secretsEvery = 30_000;
const finalizeAgain = 10_000;

const settings = settingsFrom(process.env);
const { defaultAccount } = settings;
const now = (): number => Date.now();
const say = logger({
  format: settings.logFormat,
  secrets: settings.token ? [settings.token] : [],
  write: console.error,
  now,
});
const log = (line: string): void => say("error", line);
const die = dyingBy(log);
const logError = (error: unknown): void => log(error instanceof Error ? error.message : String(error));

// Loaded only where it is needed: see pod-access.ts for what it weighs.
const access = settings.pod
  ? podAccess(settings.pod)
  : (await import("./kube/kubeconfig-access.ts")).kubeconfigAccess(settings.kubeconfig);
const connection = connect(access, { sockets: 24 });
/** Over sockets of its own: a renewal must not queue behind the work that it is for. */
const election = elected(connect(access, { sockets: 4 }).kube, {
  namespace: settings.namespace,
  lease: settings.lease,
  say: (line) => say("info", line),
  lost: (why) => die(`no longer the leader: ${why}`),
  log,
});
const valve = new Valve(connection.kube, election.confirm);
const { kube } = valve;
/** Past eight an API server on two cores gains little (measured: 623 against 667/s at 16); others find their own. */
const pacedKube = paced(kube, { first: 8, most: 20, now });
/** For work that an edge waits for: a hiccup is waited out, an API server that stays away fails the job. */
const workingKube = patient(pacedKube, 5);
/** Status is written once, at the end: what is not written then says the wrong thing until the next push. */
const tellingKube = patient(kube, 20);
const kinds = discovery(workingKube, now);
const memory = new Memory();
const awaited = new AwaitedKinds({
  find: kinds.find,
  served: (uids) => tell({ type: "served", uids: [...uids] }),
});
const lanes = new Lanes((lane) => drifting.rest(lane));
/** Beside these writes there are always sockets free for a job. */
const quietly = new Gate(4);
const stop = new AbortController();
const cut = new AbortController();
const meters = new Meters();
const tell = (message: ToEdge): boolean => {
  meters.said(message);
  return link.send(message);
};

const seen = (kind: CustomKind, object: JsonObject): void => {
  const uid = textAt(object, "metadata", "uid");
  if (isDeleting(object)) lanes.run(uid, () => letGo(kind, object), logError);
  else if (kind === "Kustomization") lanes.run(uid, () => holdBack(kube, object), logError);
};

/** Finishes a deletion; what could not be taken away now is tried again for as long as the resource is there. */
async function letGo(kind: CustomKind, object: JsonObject): Promise<void> {
  const again = (): void => {
    const held = mirror.byUid(textAt(object, "metadata", "uid"));
    if (held) seen(kind, held.object);
  };
  try {
    if (await finalize(kind, object, finalizing)) return;
  } catch (error) {
    logError(error);
  }
  setTimeout(again, finalizeAgain).unref();
}

/** What was said last of a Kustomization on its way out. */
const lastSaid = new Map<string, string>();
const finalizing: Finalizing = {
  kube: workingKube,
  find: kinds.find,
  inventoryOf,
  defaultAccount,
  timeoutOf: healthTimeout,
  tell: async (object, { message, isWarning }) => {
    const uid = textAt(object, "metadata", "uid");
    if (lastSaid.get(uid) === message) return; // it is tried again and again, and said once
    lastSaid.set(uid, message);
    const reason = isWarning ? "error" : "info"; // as Flux has it where there is no condition to take it from
    const note = { reason, message, isWarning, revision: textAt(object, "status", "lastAppliedRevision") };
    await writeEvent(tellingKube, object, { note, now: now() }).catch(logError);
  },
  now,
};

const mirror = new ResourceMirror({
  kube,
  follow: (path, following) => {
    void follow(connection, path, { ...following, onTrouble: log, signal: stop.signal });
  },
  send: tell,
  seen,
  gone: (uid) => {
    memory.forget(uid);
    awaited.forget(uid);
    lastSaid.delete(uid);
    guards.drop(uid);
    drifting.forget(uid);
    meters.forget(uid);
  },
  shown: (resources, credentials) => {
    for (const { receiver, credential } of receiversIn(resources, credentials))
      lanes.run(receiver.uid, () => reporter.receiver(receiver, credential), logError);
  },
  log,
});

const reporter = new Reporter({
  kube: tellingKube,
  byUid: (uid) => mirror.byUid(uid),
  refresh: (object) => mirror.refresh(object),
  inventoryOf,
  healthOf,
  known: (health) => tell({ type: "health", ...health }),
  now,
  log,
});

function healthOf(kustomization: JsonObject, inventory: readonly InventoryEntry[]): HealthWish | undefined {
  const spec = at(kustomization, "spec");
  if (!isJsonObject(spec) || !asksForHealth(spec)) return undefined;
  // None is an answer too, and given at once: who depends on this one waits to hear it.
  const targets = healthTargets(kustomization, inventory);
  const uid = textAt(kustomization, "metadata", "uid");
  const timeout = healthTimeout(kustomization);
  return { timeout, begin: (about) => guards.begin({ uid, targets, timeout, ...about }) };
}

const guards = new HealthGuards({
  follow: (path, { signal, ...following }) => {
    const both = AbortSignal.any([signal, stop.signal]);
    void follow(connection, path, { ...following, onTrouble: log, signal: both });
  },
  find: kinds.find,
  checked: (check, verdict) => lanes.run(check.uid, () => reporter.checked(check, verdict), logError),
  onError: logError,
  now,
});

const isBusy = (uid: string): boolean => lanes.isBusy(uid);
const frozen = (uid: string, key: RefKey): void => void (isBusy(uid) || memory.freeze(uid, key));
const looking = { kube, find: kinds.find, fingerprint: fingerprintOf, frozen, isBusy };

const drifting = new DriftWatch({
  ...looking,
  observe: ({ signal, ...observing }) => {
    const both = AbortSignal.any([signal, stop.signal]);
    void observe(connection, { ...observing, onTrouble: log, signal: both });
  },
  uids: () => memory.uids(),
  memoryOf: (uid) => memory.of(uid),
  standing,
  send: tell,
  onError: logError,
  now,
});

let identity: Promise<Identity> | undefined;
const enrolling = { kube, edge: settings.edge, token: settings.token, namespace: settings.namespace };

const link = new Link({
  edge: settings.edge,
  identity: () => {
    identity ??= identityAt(enrolling);
    identity.catch(() => (identity = undefined));
    return identity;
  },
  unknown: () => log(unknownToEdge),
  heads: () => memory.heads(),
  obey,
  lost: () => mirror.pause(),
  log,
});

const runner: RunnerParts = {
  kube: workingKube,
  find: kinds.find,
  forgetKinds: () => {
    kinds.forget();
    void awaited.look();
  },
  customStage: settings.customStage,
  memory,
  standing,
  send: tell,
  before: (job) => {
    guards.drop(job.uid);
    return reporter.before(job);
  },
  after: (job, results, milliseconds) => {
    meters.reconciled(mirror.byUid(job.uid), milliseconds);
    return reporter.after(job, results, milliseconds);
  },
  awaits: (uid, missing) => awaited.waitFor(uid, missing),
  cut: cut.signal,
  now,
};

function standing(uid: string): Standing | undefined {
  const held = mirror.byUid(uid);
  if (held?.kind !== "Kustomization" || isDeleting(held.object)) return undefined;
  return standingOf(held.object, { inventoryOf, defaultAccount });
}

function obey(instruction: Instruction): void {
  if (stop.signal.aborted) return; // whoever leads next is told again
  switch (instruction.type) {
    case "welcome":
      say("info", `linked to ${settings.edge.origin}`);
      drifting.retell();
      return mirror.showAll();
    case "apply":
      return lanes.run(instruction.uid, () => runJob(instruction, runner), logError);
    case "verdict":
      return lanes.run(instruction.uid, () => reporter.verdict(instruction), logError);
    case "verdicts":
      for (const verdict of instruction.verdicts)
        lanes.run(verdict.uid, () => quietly.run(() => reporter.verdict(verdict)), logError);
      return undefined;
    case "source-verdict":
      return lanes.run(instruction.uid, () => reporter.source(instruction), logError);
    case "audit":
      return lanes.run("audit", () => answerAudit(instruction, answering), logError);
    case "note":
      return void quietly.run(() => noted(instruction)).catch(logError);
    case "unsupported":
      return log(`the edge did not understand us: ${instruction.what}`);
  }
}

async function noted({ uid, ...note }: EventNote): Promise<void> {
  const held = mirror.byUid(uid);
  if (held) await writeEvent(tellingKube, held.object, { note, now: now() });
}

function accountNow(uid: string): ServiceAccount | undefined {
  const held = mirror.byUid(uid);
  return held && accountOf(held.object, defaultAccount);
}

const answering: AnswerParts = {
  ...looking,
  log,
  memory: { of: (uid) => memory.of(uid), learn: (...lesson) => memory.learn(...lesson) },
  accountOf: accountNow,
  known: (uid) => drifting.rest(uid),
  tell,
};

let running: Promise<void> = Promise.resolve();
const leaving = {
  stop: () => stop.abort(),
  settled: () => lanes.settled(),
  closeValve: (milliseconds: number) => valve.close(milliseconds),
  tell: () => cut.abort(),
  hangUp: () => {
    link.close();
    return running;
  },
  release: election.release,
  log,
};
shutDownWhenAsked(leaving, (line) => say("info", line));
if (settings.metrics) {
  const shown = shownMetrics({ mirror, meters, link, leads: election.leads });
  await openPort({ address: settings.metrics, ...shown });
}
await election.turn(stop.signal);
setInterval(() => mirror.lookAtSecrets(), secretsEvery).unref();
mirror.start();
running = link.run();
await running;
