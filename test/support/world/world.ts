import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundle, type Bundles } from "#infra/edge/bundle.ts";
import { startEdge, type Edge } from "#infra/edge/launcher.ts";
import { crds, relayAccess } from "#infra/install/manifests.ts";
import { Secret } from "#shared/model/secret.ts";
import { freePort } from "#test/support/free-port.ts";
import type { Cluster } from "#test/support/control-plane/cluster.ts";
import { startControlPlane } from "#test/support/control-plane/control-plane.ts";
import { startHollowKubelet, type HollowKubelet } from "#test/support/control-plane/hollow-kubelet.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { ownCluster } from "#test/support/control-plane/own-cluster.ts";
import { startGitHost, type GitHost, type GitRepo } from "#test/support/git-host/git-host.ts";
import { openWorkTree, type WorkTree } from "#test/support/git-host/work-tree.ts";
import { startSlack, type Slack } from "#test/support/slack/slack.ts";
import { mountServiceAccount } from "./service-account.ts";
import { startRelay, type RelayProcess } from "./relay-process.ts";

export type WorldOptions = {
  readonly folder: string;
  readonly log: (line: string) => void;
  /** The user's own cluster instead of one of ours. */
  readonly kubeconfig?: string | undefined;
  /** 0: the patrol makes a round when it is asked to. */
  readonly patrolSeconds?: number;
};

/** Everything that a push passes through, real and on this machine: Git host, edge, relay, cluster, and a Slack to hear of it. */
export type World = {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly git: GitHost;
  readonly slack: Slack;
  readonly repo: GitRepo;
  readonly work: WorkTree;
  readonly webhookSecret: string;
  /** The processes as they run now: both may be ended and started anew. */
  readonly edge: () => Edge;
  readonly relay: () => RelayProcess;
  readonly restartEdge: (how?: {
    readonly signal?: "SIGTERM" | "SIGKILL";
    readonly forget?: boolean;
    readonly remoteResources?: "on" | "off";
  }) => Promise<void>;
  readonly restartRelay: (how?: { readonly signal?: "SIGTERM" | "SIGKILL" }) => Promise<void>;
  /** A GET at the edge with the operator's token. */
  readonly ask: <T>(path: string) => Promise<T>;
  readonly stop: () => Promise<void>;
};

const project = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
export const clusterName = "demo";

export async function startWorld(options: WorldOptions): Promise<World> {
  const { folder, log, kubeconfig, patrolSeconds = 0 } = options;
  await mkdir(folder, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  try {
    const [bundles, { cluster, kubelet }] = await Promise.all([bundle(project), startCluster(options)]);
    stops.push(() => cluster.stop());
    if (kubelet) stops.push(() => kubelet.stop());
    const quiet = (): void => undefined;
    const git = await startGitHost({ folder: `${folder}/git`, log: quiet });
    stops.push(() => git.stop());
    const slack = await startSlack();
    stops.push(() => slack.stop());
    const repo = await git.createRepository("my-app");
    const work = await openWorkTree(repo, `${folder}/work`);

    log(
      kubeconfig === undefined
        ? "the cluster gets Plumbline's CRDs and the relay's rights"
        : `${kubeconfig} gets Plumbline's CRDs and the relay's rights`,
    );
    if (kubeconfig !== undefined) await refuseTaken(cluster);
    await install(cluster);
    const actors = await startActors({ options, bundles, cluster, patrolSeconds });
    stops.push(() => actors.stop());
    git.addHook(repo, { url: `${actors.edge().url}/hooks/github`, secret: actors.webhookSecret });
    const stop = async (): Promise<void> => {
      for (const end of stops.toReversed()) await end();
    };
    return { folder, cluster, git, slack, repo, work, ...actors, stop };
  } catch (error) {
    for (const end of stops.toReversed()) await end().catch(() => undefined);
    throw error;
  }
}

async function startCluster({
  folder,
  log,
  kubeconfig,
}: WorldOptions): Promise<{ cluster: Cluster; kubelet?: HollowKubelet }> {
  if (kubeconfig !== undefined) return { cluster: await ownCluster(kubeconfig) };
  const cluster = await startControlPlane({ folder: `${folder}/cluster`, log });
  return { cluster, kubelet: startHollowKubelet(cluster, { log: () => undefined }) };
}

/** A cluster in which these kinds are in use, or a relay is at home, belongs to somebody else: it would be taken over. */
async function refuseTaken(cluster: Cluster): Promise<void> {
  const kinds = "gitrepositories.source.toolkit.fluxcd.io,kustomizations.kustomize.toolkit.fluxcd.io";
  const asked = ["get", kinds, "-A", "-o", "name", "--ignore-not-found"];
  const relay = [
    "get",
    "secret/plumbline-relay",
    "-n",
    "plumbline-system",
    "-o",
    "name",
    "--ignore-not-found",
  ];
  if ((await cluster.kubectl(relay)).trim() !== "")
    throw new Error(
      "this cluster has a relay already (Secret plumbline-relay in plumbline-system), and the walk-through would use its key. Name a cluster without",
    );
  const found = (await cluster.kubectl(asked).catch(() => "")).trim();
  if (found === "") return;
  const first = found.split("\n").slice(0, 3).join(", ");
  throw new Error(
    `this cluster has GitRepositories or Kustomizations already (${first}), and the walk-through would take them over. Name a cluster without, or delete them`,
  );
}

async function install(cluster: Cluster): Promise<void> {
  const input = manifestStream([...crds(), ...relayAccess()]);
  await cluster.kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], { input });
  await cluster.kubectl([
    "wait",
    "--for=condition=Established",
    "crd",
    "-l",
    "app.kubernetes.io/part-of=plumbline",
  ]);
}

type Actors = Pick<
  World,
  "edge" | "relay" | "restartEdge" | "restartRelay" | "ask" | "webhookSecret" | "stop"
>;
type ActorOptions = {
  readonly options: WorldOptions;
  readonly bundles: Bundles;
  readonly cluster: Cluster;
  readonly patrolSeconds: number;
};

/** Edge and relay, which tests end and start again. */
async function startActors({ options, bundles, cluster, patrolSeconds }: ActorOptions): Promise<Actors> {
  const { folder, log } = options;
  const secret = (): string => randomBytes(32).toString("base64");
  const [edgeKey, adminToken, webhookSecret] = [secret(), secret(), secret()];
  const port = await freePort();
  const launch = (remoteResources: "on" | "off" = "on"): Promise<Edge> =>
    startEdge({
      worker: bundles.worker,
      folder: `${folder}/edge`,
      port,
      edgeKey: new Secret(edgeKey),
      adminToken: new Secret(adminToken),
      webhookSecret: new Secret(webhookSecret),
      remoteResources,
      patrolSeconds,
      log,
    });
  let edge = await launch();
  const headers = { authorization: `Bearer ${adminToken}` };
  const enrolment = await fetch(`${edge.url}/clusters/${clusterName}/enrolments`, {
    method: "POST",
    headers,
  });
  const { token }: { token: string } = JSON.parse(await enrolment.text());
  const serviceAccount = await mountServiceAccount(cluster, `${folder}/service-account`);
  const relayOptions = { bundle: bundles.relay, token, logFile: `${folder}/relay.log`, ...serviceAccount };
  const dial = (): RelayProcess => startRelay({ ...relayOptions, edge: edge.url });
  let relay = dial();
  return {
    webhookSecret,
    edge: () => edge,
    relay: () => relay,
    restartEdge: async ({ signal = "SIGTERM", forget = false, remoteResources } = {}) => {
      await edge.stop(signal);
      if (forget) await rm(`${folder}/edge/state`, { recursive: true, force: true });
      edge = await launch(remoteResources);
    },
    restartRelay: async ({ signal = "SIGTERM" } = {}) => {
      await relay.stop(signal);
      relay = dial();
    },
    ask: async (path) => {
      const answer = await fetch(`${edge.url}${path}`, { headers });
      if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
      return JSON.parse(await answer.text());
    },
    stop: async () => {
      await relay.stop();
      await edge.stop();
    },
  };
}
