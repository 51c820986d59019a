import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#test/support/free-port.ts";
import { controlPlaneBinaries } from "./binaries.ts";
import { clusterOver, writeKubeconfig, type Cluster } from "./cluster.ts";
import { kubeApi } from "./kube-api.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** A cluster that we started: etcd, kube-apiserver and kube-controller-manager. No nodes: see hollow-kubelet.ts. */
export type ControlPlane = Cluster & {
  readonly caFile: string;
  readonly adminToken: string;
  readonly pids: { readonly etcd: number; readonly apiserver: number; readonly controllerManager: number };
};

type ControlPlaneOptions = {
  /** For data, logs and credentials. Made when absent; stop() leaves it, for its logs. */
  readonly folder: string;
  readonly log?: (line: string) => void;
  /** How long it may take to become ready, building aside. */
  readonly timeoutMs?: number;
};

/** Kubernetes without nodes on 127.0.0.1, at ports that were free. Ready to be used when this resolves. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { log = console.error, timeoutMs = 60_000 } = options;
  const binaries = await controlPlaneBinaries({ log });
  const files = filesIn(resolve(options.folder));
  const tokens = await writeCredentials(files);
  const ports = { client: await freePort(), peer: await freePort(), api: await freePort() };
  const servers: ServerProcess[] = [];
  const deadline = Date.now() + timeoutMs;

  async function start(binary: string, flags: readonly string[]): Promise<ServerProcess> {
    const server = await startServer(binary, flags, { folder: files.folder });
    servers.push(server);
    return server;
  }

  async function until(what: string, server: ServerProcess, holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds().catch(() => false))) {
      const fallen = servers.find((each) => each.ended() !== undefined);
      if (fallen) throw await startFailure(fallen, `${fallen.ended()}`);
      if (Date.now() > deadline)
        throw await startFailure(server, `gave no ${what} in ${timeoutMs / 1_000} s`);
      await sleep(20);
    }
  }

  const killAll = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.kill()));
  };

  try {
    const etcd = await start(binaries.etcd, etcdFlags(files, ports));
    const apiserver = await start(binaries["kube-apiserver"], apiserverFlags(files, ports));
    // The server signs a certificate for itself at its first start, and keeps the CA in the same file.
    let ca = "";
    await until("certificate", apiserver, async () => (ca = await readFile(files.ca, "utf8")) !== "");

    const entry = { server: `https://127.0.0.1:${ports.api}`, "certificate-authority": files.ca };
    await writeKubeconfig(files.kubeconfig, entry, tokens.admin);
    await writeKubeconfig(files.managerKubeconfig, entry, tokens.manager);
    const { api, watch, close } = kubeApi({ url: entry.server, ca, token: tokens.admin });
    await until("/readyz", apiserver, async () => (await api("GET", "/readyz")).status === 200);

    const manager = await start(binaries["kube-controller-manager"], managerFlags(files));
    // Before it is there, the server refuses every pod of the namespace.
    const account = "/api/v1/namespaces/default/serviceaccounts/default";
    await until("default ServiceAccount", manager, async () => (await api("GET", account)).status === 200);

    const cluster = clusterOver({
      api,
      watch,
      folder: files.folder,
      kubeconfig: files.kubeconfig,
      entry,
      kubectlBinary: binaries.kubectl,
      // Not the user's cache: it remembers for hours which kinds a server at this port had. Nor the user's habits.
      kubectlEnv: { KUBECACHEDIR: join(files.folder, "kubectl-cache"), KUBECTL_KUBERC: "false" },
      async stop() {
        close();
        await killAll();
      },
    });
    const pids = { etcd: etcd.pid, apiserver: apiserver.pid, controllerManager: manager.pid };
    return { ...cluster, caFile: files.ca, adminToken: tokens.admin, pids };
  } catch (error) {
    await killAll();
    throw error;
  }
}

async function startFailure(server: ServerProcess, how: string): Promise<Error> {
  return new Error(`${server.name} ${how}. The end of its log:\n${await server.lastLines(15)}`);
}

type Files = ReturnType<typeof filesIn>;

function filesIn(folder: string) {
  const certificates = join(folder, "certificates");
  return {
    folder,
    data: join(folder, "etcd"),
    certificates,
    ca: join(certificates, "apiserver.crt"),
    privateKey: join(folder, "service-account.key"),
    publicKey: join(folder, "service-account.pub"),
    tokens: join(folder, "tokens.csv"),
    kubeconfig: join(folder, "admin.kubeconfig"),
    managerKubeconfig: join(folder, "kube-controller-manager.kubeconfig"),
  };
}

async function writeCredentials(files: Files): Promise<{ readonly admin: string; readonly manager: string }> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tokens = { admin: randomBytes(24).toString("hex"), manager: randomBytes(24).toString("hex") };
  const users = [
    `${tokens.admin},admin,admin,system:masters`,
    `${tokens.manager},system:kube-controller-manager,kube-controller-manager`,
  ];
  const ours = { mode: 0o600 };
  await writeFile(files.privateKey, privateKey.export({ type: "pkcs8", format: "pem" }), ours);
  await writeFile(files.publicKey, publicKey.export({ type: "spki", format: "pem" }));
  await writeFile(files.tokens, `${users.join("\n")}\n`, ours);
  return tokens;
}

type Ports = { readonly client: number; readonly peer: number; readonly api: number };

function etcdFlags({ data }: Files, { client, peer }: Ports): string[] {
  const clientUrl = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  return [
    `--data-dir=${data}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    "--unsafe-no-fsync", // nothing here outlives the machine
    "--enable-grpc-gateway=false", // its JSON door asks no password, and web pages could knock
    "--log-level=warn",
  ];
}

function apiserverFlags(files: Files, { client, api }: Ports): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${client}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${api}`,
    `--cert-dir=${files.certificates}`,
    `--token-auth-file=${files.tokens}`,
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${files.publicKey}`,
    `--service-account-signing-key-file=${files.privateKey}`,
    "--service-cluster-ip-range=10.43.0.0/16", // K3s's
    "--endpoint-reconciler-type=none", // it may not write a loopback address, and would complain every ten seconds
    "--allow-privileged=true",
  ];
}

/** Controllers for nodes, volumes and clouds: none of these is here. */
const idleControllers = [
  "node-lifecycle-controller",
  "node-ipam-controller",
  "node-route-controller",
  "cloud-node-lifecycle-controller",
  "service-lb-controller",
  "persistentvolume-attach-detach-controller",
];

function managerFlags(files: Files): string[] {
  return [
    `--kubeconfig=${files.managerKubeconfig}`,
    `--controllers=*,${idleControllers.map((name) => `-${name}`).join(",")}`,
    `--service-account-private-key-file=${files.privateKey}`,
    `--root-ca-file=${files.ca}`,
    "--use-service-account-credentials=true",
    "--leader-elect=false",
    "--secure-port=0",
    // By default it holds itself to 20 requests a second.
    "--kube-api-qps=1000",
    "--kube-api-burst=2000",
  ];
}
