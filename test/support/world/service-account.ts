import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { Cluster } from "#test/support/control-plane/cluster.ts";

type Kubeconfig = {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
};

/** Lays the relay's ServiceAccount out in a folder, as the kubelet mounts it into the relay's Pod. */
export async function mountServiceAccount(
  cluster: Cluster,
  folder: string,
): Promise<{ serviceAccount: string; apiServer: URL }> {
  const path = await cluster.kubeconfigFor({ namespace: "plumbline-system", name: "plumbline-relay" });
  const kubeconfig: Kubeconfig = JSON.parse(await readFile(path, "utf8"));
  const entry = kubeconfig.clusters[0]?.cluster ?? {};
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ca = entry["certificate-authority-data"];
  const file = entry["certificate-authority"];
  const pem = ca === undefined ? await readFile(file ?? "") : Buffer.from(ca, "base64");
  await writeFile(`${folder}/ca.crt`, pem);
  await writeFile(`${folder}/token`, kubeconfig.users[0]?.user.token ?? "", { mode: 0o600 });
  await writeFile(`${folder}/namespace`, "plumbline-system");
  return { serviceAccount: folder, apiServer: new URL(entry["server"] ?? "") };
}
