import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kubectlBinary as findKubectl, type BinaryOptions } from "./binaries.ts";
import { clusterOver, runKubectl, type Cluster, type ClusterEntry } from "./cluster.ts";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";
import { kubeApi } from "./kube-api.ts";

/**
 * The cluster of the kubeconfig that the user named, in its current context. Requests go through `kubectl proxy`,
 * so that every way of logging in works that kubectl knows; it listens on a socket in a folder that only this
 * user can open, not on a port that anybody on the machine could use. stop() leaves the cluster as it is.
 */
export async function ownCluster(kubeconfigPath: string, options?: BinaryOptions): Promise<Cluster> {
  const kubeconfig = resolve(kubeconfigPath);
  if (!existsSync(kubeconfig)) throw new Error(`${kubeconfig}: there is no such kubeconfig`);
  const kubectlBinary = await findKubectl(options);
  const folder = await mkdtemp(join(tmpdir(), "plumbline-cluster-"));
  try {
    const entry = await entryIn(kubeconfig, kubectlBinary);
    const socketPath = join(folder, "proxy.sock");
    const stopProxy = await startProxy(socketPath, kubeconfig, kubectlBinary);
    const { api, watch, close } = kubeApi({ socketPath });
    const stop = async (): Promise<void> => {
      close();
      await stopProxy();
      await rm(folder, { recursive: true, force: true });
    };
    const cluster = clusterOver({ api, watch, folder, kubeconfig, entry, kubectlBinary, stop });
    await cluster.kubectl(["version", "--request-timeout=15s"]).catch(async (error: unknown) => {
      await stop();
      const words = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
      throw new Error(`${entry.server} (${kubeconfig}) does not answer: ${words}`, { cause: error });
    });
    return cluster;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** How the current context reaches its cluster, with the certificates inside instead of paths to them. */
async function entryIn(kubeconfig: string, kubectlBinary: string): Promise<ClusterEntry> {
  const args = ["--kubeconfig", kubeconfig, "config", "view", "--minify", "--flatten", "--output", "json"];
  const { clusters } = JSON.parse(await runKubectl(kubectlBinary, [...args, "--raw"])) as {
    clusters?: readonly { readonly cluster: ClusterEntry }[];
  };
  const [first] = clusters ?? [];
  if (!first) throw new Error(`${kubeconfig}: its current context names no cluster`);
  return first.cluster;
}

async function startProxy(
  socketPath: string,
  kubeconfig: string,
  kubectlBinary: string,
): Promise<() => Promise<void>> {
  const args = ["--kubeconfig", kubeconfig, "proxy", `--unix-socket=${socketPath}`];
  const child = spawn(kubectlBinary, args, { stdio: ["ignore", "ignore", "pipe"] });
  diesWithUs(child);
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  let running = true;
  const gone = new Promise<void>((done) => {
    child.once("close", () => {
      running = false;
      done();
    });
  });
  while (!existsSync(socketPath)) {
    if (!running) throw new Error(`kubectl proxy ended: ${complaint.trim()}`);
    await sleep(20);
  }
  return async () => {
    child.kill("SIGKILL");
    await gone;
  };
}
