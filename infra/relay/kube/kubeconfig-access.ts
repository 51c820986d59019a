import type { OutgoingHttpHeaders } from "node:http";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { remembering, type Access } from "./access.ts";

const freshFor = 30_000;

/** Whom a kubeconfig says we are: the named one's current context, or of the one that kubectl would take. */
export function kubeconfigAccess(kubeconfig: string | undefined): Access {
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new Error("the kubeconfig names no current cluster: set one with kubectl config use-context");
  return {
    server: new URL(cluster.server),
    credentials: remembering(async () => {
      const headers: OutgoingHttpHeaders = {};
      const tls: RequestOptions = { headers };
      await config.applyToHTTPSOptions(tls);
      return { tls, headers };
    }, freshFor),
  };
}
