import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "#test/support/control-plane/cluster.ts";
import { until } from "#test/support/until.ts";
import { applyApplication, firstValue, prepareApplication, type BenchWorld } from "./bench-world.ts";
import type { Measured } from "./measured.ts";
import { collectionOf, namespace, type BenchObject } from "./objects.ts";
import { rounded } from "./spread.ts";

/** As many as the relay has in flight. */
const connections = 8;

/**
 * The first apply of everything between two bare loops over the same objects in other namespaces: the API server gets
 * warmer and fuller on the way, and the mean of the two is where it stood in between.
 */
export async function measureFirstApply(bench: BenchWorld): Promise<Measured[]> {
  const { world, objects, say } = bench;
  const { cluster } = world;
  const commit = await prepareApplication(bench);
  const before = await bareLoop(cluster, objects, "bare-before");
  const ours = await applyApplication(bench, commit);
  await controllersDone(cluster, namespace);
  const after = await bareLoop(cluster, objects, "bare-after");
  say(`first apply of ${objects.length}: ${ours} ms, bare loops ${before} and ${after} ms`);
  const rate = (milliseconds: number): number => Math.round(objects.length / (milliseconds / 1_000));
  const bare = (before + after) / 2;
  const detail = {
    milliseconds: ours,
    rate: rate(ours),
    bareBefore: before,
    bareAfter: after,
    bareRate: rate(bare),
    connections,
  };
  return [{ name: "apply/1000/rate-ratio", value: rounded(bare / ours), detail }];
}

async function bareLoop(
  cluster: Cluster,
  objects: readonly BenchObject[],
  inNamespace: string,
): Promise<number> {
  await cluster.kubectl(["create", "namespace", inNamespace]);
  const queue = objects.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const object of queue) {
        const path = `${collectionOf(object, inNamespace)}/${object.name}?fieldManager=bench&force=true`;
        const body = object.manifest(firstValue, inNamespace);
        const contentType = "application/apply-patch+yaml";
        const { status } = await cluster.api("PATCH", path, { body, contentType });
        if (status >= 300) throw new Error(`the bare loop's PATCH of ${object.name} was answered ${status}`);
      }
    }),
  );
  const took = Math.round(performance.now() - began);
  await controllersDone(cluster, inNamespace);
  return took;
}

type Deployments = {
  readonly items: readonly {
    readonly metadata: { readonly generation: number };
    readonly status: { readonly observedGeneration?: number };
  }[];
};

/** Every Deployment has been looked at by its controller: what is measured next has the machine to itself. */
export async function controllersDone(cluster: Cluster, inNamespace: string): Promise<void> {
  await until(
    `the end of the controllers' work in ${inNamespace}`,
    async () => {
      const { body } = await cluster.api<Deployments>(
        "GET",
        collectionOf({ kind: "Deployment" }, inNamespace),
      );
      return body.items.every(({ metadata, status }) => status.observedGeneration === metadata.generation);
    },
    { within: 120_000, every: 500 },
  );
  await sleep(1_000);
}
