import type { CustomKind } from "#shared/kube/custom-kinds.ts";
import { at, textAt } from "#shared/kube/status.ts";
import { inventoryId } from "#shared/model/inventory.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { refOf } from "#shared/model/object-ref.ts";
import type { Audit, Instruction } from "#shared/wire/to-relay.ts";
import { finalize, holdBack } from "./apply/finalize.ts";
import { fingerprintOf } from "./apply/fingerprint.ts";
import { runJob, type RunnerParts, type Standing } from "./apply/job-runner.ts";
import { entriesOf, Memory } from "./apply/memory.ts";
import { audit } from "./drift/audit.ts";
import { connect } from "./kube/connection.ts";
import { discovery } from "./kube/discovery.ts";
import { follow } from "./kube/follow.ts";
import { patient } from "./kube/patient.ts";
import { podAccess } from "./kube/pod-access.ts";
import { Gate } from "./gate.ts";
import { Lanes } from "./lanes.ts";
import { identityAt } from "./link/enrol.ts";
import type { Identity } from "./link/identity.ts";
import { Link } from "./link/link.ts";
import { ResourceMirror } from "./mirror/mirror.ts";
import { inventoryOf, isDeleting } from "./mirror/resources.ts";
import { receiversIn } from "./mirror/secret-uses.ts";
import { Reporter } from "./report/reporter.ts";
import { settingsFrom } from "./settings.ts";

/** Whoever answers at the edge's address could say so: that is no reason to take a new key from them. */
const unknownToEdge =
  "the edge does not know our certificate. If that is meant, delete Secret plumbline-relay and give us a new token";
const secretsEvery = 30_000;
const finalizeAgain = 10_000;

const settings = settingsFrom(process.env);
const now = (): number => Date.now();
const log = (line: string): void => console.error(`${new Date().toISOString()} ${line}`);
const logError = (error: unknown): void => log(error instanceof Error ? error.message : String(error));

// Loaded only where it is needed: see pod-access.ts for what it weighs.
const access = settings.pod
  ? podAccess(settings.pod)
  : (await import("./kube/kubeconfig-access.ts")).kubeconfigAccess(settings.kubeconfig);
const connection = connect(access, { sockets: 12 });
const { kube } = connection;
/** For work that an edge waits for: a hiccup is waited out, an API server that stays away fails the job. */
const workingKube = patient(kube, 5);
/** Status is written once, at the end: what is not written then says the wrong thing until the next push. */
const tellingKube = patient(kube, 20);
const kinds = discovery(workingKube, now);
const memory = new Memory();
const lanes = new Lanes();
/** Beside these writes there are always sockets free for a job. */
const quietly = new Gate(4);
const stop = new AbortController();

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
    if (await finalize(kind, object, { kube: workingKube, find: kinds.find, inventoryOf, log })) return;
  } catch (error) {
    logError(error);
  }
  setTimeout(again, finalizeAgain).unref();
}

const mirror = new ResourceMirror({
  kube,
  follow: (path, following) => {
    void follow(connection, path, { ...following, onTrouble: log, signal: stop.signal });
  },
  send: (message) => link.send(message),
  seen,
  gone: (uid) => memory.forget(uid),
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
  now,
  log,
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
  forgetKinds: kinds.forget,
  memory,
  standing,
  send: (message) => link.send(message),
  before: (job) => reporter.before(job),
  after: (job, results, milliseconds) => reporter.after(job, results, milliseconds),
  now,
};

function standing(uid: string): Standing | undefined {
  const held = mirror.byUid(uid);
  if (held?.kind !== "Kustomization" || isDeleting(held.object)) return undefined;
  const { object } = held;
  const generation = at(object, "metadata", "generation");
  return {
    owner: { name: textAt(object, "metadata", "name"), namespace: textAt(object, "metadata", "namespace") },
    generation: typeof generation === "number" ? generation : 0,
    suspended: at(object, "spec", "suspend") === true,
    isForeign:
      textAt(object, "spec", "serviceAccountName") !== "" || at(object, "spec", "kubeConfig") !== undefined,
    versionOf: (key) => inventoryOf(object).find(({ id }) => id === inventoryId(refOf(key)))?.v ?? "",
  };
}

function obey(instruction: Instruction): void {
  switch (instruction.type) {
    case "welcome":
      log(`linked to ${settings.edge.origin}`);
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
      return lanes.run("audit", () => look(instruction), logError);
    case "unsupported":
      return log(`the edge did not understand us: ${instruction.what}`);
  }
}

/** Answers an audit. Kustomizations with a job under way are left out: its report says more. */
async function look({ kustomizations }: Audit): Promise<void> {
  const ready = kustomizations.flatMap(({ uid, head, entries }) => {
    if (lanes.isBusy(uid)) return [];
    const known = memory.of(uid) ?? (entries && memory.learn(uid, head, entries));
    if (!known) link.send({ type: "refusal", job: "", uid, why: "unknown-base" });
    else if (known.head !== head)
      link.send({ type: "stale-base", job: "", uid, head: known.head, entries: entriesOf(known) });
    else return [{ uid, head, entries: known.entries }];
    return [];
  });
  const drifts = await audit(ready, { kube, find: kinds.find, fingerprint: fingerprintOf, log });
  for (const drift of drifts)
    if (!lanes.isBusy(drift.uid) && memory.of(drift.uid)?.head === drift.head) link.send(drift);
}

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    stop.abort();
    link.close();
    connection.close();
    setTimeout(() => process.exit(0), 200).unref();
  });

setInterval(() => mirror.lookAtSecrets(), secretsEvery).unref();
mirror.start();
await link.run();
