import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KubeApi } from "./kube-api.ts";

/** A cluster to work against, with every right in it: ours or one that the user named. */
export type Cluster = Pick<KubeApi, "api" | "watch"> & {
  readonly url: string;
  /** Where files about the cluster lie: kubeconfigs, logs. */
  readonly folder: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** What kubectl printed; rejects with what it complained about. */
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<string>;
  /** A kubeconfig that is a ServiceAccount, by a token of a day. Gives its path. */
  kubeconfigFor(account: { readonly namespace: string; readonly name: string }): Promise<string>;
  /** The text of the API server's `/metrics`. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
};

/** The `cluster` entry of a kubeconfig: where the server is and how it is trusted. */
export type ClusterEntry = { readonly server: string } & Readonly<Record<string, unknown>>;

type ClusterAccess = Pick<KubeApi, "api" | "watch"> & {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly entry: ClusterEntry;
  readonly kubectlBinary: string;
  readonly kubectlEnv?: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Everything a Cluster offers, from requests, a kubeconfig and kubectl. */
export function clusterOver(access: ClusterAccess): Cluster {
  const { api, watch, folder, kubeconfig, entry, kubectlBinary, kubectlEnv, stop } = access;
  return {
    url: entry.server,
    folder,
    kubeconfig,
    api,
    watch,
    stop,

    kubectl(args, { input = "" } = {}) {
      return runKubectl(kubectlBinary, ["--kubeconfig", kubeconfig, ...args], {
        input,
        ...(kubectlEnv ? { env: kubectlEnv } : {}),
      });
    },

    async kubeconfigFor({ namespace, name }) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const asked = {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 86_400 },
      };
      const { status, body } = await api<{ status: { token: string }; message?: string }>("POST", path, {
        body: asked,
      });
      if (status !== 201)
        throw new Error(`no token for ServiceAccount ${namespace}/${name}: ${status} ${body.message}`);
      const file = join(folder, `${namespace}-${name}.kubeconfig`);
      await writeKubeconfig(file, entry, body.status.token);
      return file;
    },

    async metrics() {
      const { status, body } = await api<string>("GET", "/metrics");
      if (status !== 200) throw new Error(`the API server refuses its metrics: ${status}`);
      return body;
    },
  };
}

/** A kubeconfig with one cluster and one token. JSON, which every reader of YAML reads. */
export async function writeKubeconfig(file: string, entry: ClusterEntry, token: string): Promise<void> {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "plumbline", cluster: entry }],
    users: [{ name: "plumbline", user: { token } }],
    contexts: [{ name: "plumbline", context: { cluster: "plumbline", user: "plumbline" } }],
    "current-context": "plumbline",
  };
  await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
}

export function runKubectl(
  binary: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { env: { ...process.env, ...options.env } });
    let printed = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.stdin.on("error", () => {}); // kubectl ended without reading: its exit code says why
    child.stdin.end(options.input ?? "");
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(complaint.trim() || `kubectl ${args.join(" ")} ended with code ${code}`));
    });
  });
}
