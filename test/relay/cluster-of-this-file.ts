import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { connect, type Connection } from "#infra/relay/kube/connection.ts";
import { discovery, type Discovery } from "#infra/relay/kube/discovery.ts";
import { kubeconfigAccess } from "#infra/relay/kube/kubeconfig-access.ts";
import type { Json } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { keyOf, type ObjectRef } from "#shared/model/object-ref.ts";
import { refOfManifest } from "#shared/model/manifest.ts";
import type { Wanted } from "#shared/wire/job.ts";
import { startControlPlane, type ControlPlane } from "#test/support/control-plane/control-plane.ts";

/** What a relay has of its cluster, and kubectl beside it. */
export type ClusterOfThisFile = {
  readonly plane: ControlPlane;
  readonly kube: Connection["kube"];
  readonly stream: Connection["stream"];
  readonly kinds: Discovery;
  /** The live object as kubectl gives it. */
  live<Found = Record<string, Json>>(...which: readonly string[]): Promise<Found>;
};

/** One control plane for all tests of a file; they keep apart by the names of what they make. */
export function clusterOfThisFile(): ClusterOfThisFile {
  let folder = "";
  let plane: ControlPlane;
  let connection: Connection;
  let kinds: Discovery;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plumbline-relay-"));
    plane = await startControlPlane({ folder });
    connection = connect(kubeconfigAccess(plane.kubeconfig), { sockets: 8 });
    kinds = discovery(connection.kube, Date.now);
  });
  afterAll(async () => {
    connection?.close();
    await plane?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get plane() {
      return plane;
    },
    get kube() {
      return connection.kube;
    },
    get stream() {
      return connection.stream;
    },
    get kinds() {
      return kinds;
    },
    live: async (...which) => JSON.parse(await plane.kubectl(["get", ...which, "-o", "json"])),
  };
}

export const owner = { name: "apps", namespace: "flux-system" };

export function configMap(name: string, data: Record<string, string>): Wanted {
  return wanted({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data });
}

export function wanted(manifest: Manifest): Wanted {
  const { name } = manifest.metadata;
  const digest = JSON.stringify(manifest).length.toString(16);
  return { key: keyOf(refOfManifest(manifest)), digest, manifest, origin: `k8s/${name}.yaml:1` };
}

export function keyOfConfigMap(name: string): ReturnType<typeof keyOf> {
  const ref: ObjectRef = { group: "", kind: "ConfigMap", namespace: "default", name };
  return keyOf(ref);
}
