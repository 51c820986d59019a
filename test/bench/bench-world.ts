import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "#shared/model/json.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { until } from "#test/support/until.ts";
import { clusterName, startWorld, type World } from "#test/support/world/world.ts";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { fileOf, folder, namespace, objectsOf, type BenchObject } from "./objects.ts";
import { feelPulse, type Pulse } from "./pulse.ts";

/** A world with an application of so many objects, and how often each kind of measurement is made in it. */
export type BenchWorld = {
  readonly world: World;
  readonly objects: readonly BenchObject[];
  readonly pulse: Pulse;
  readonly effort: Effort;
  /** Progress, for people who wait. */
  readonly say: (line: string) => void;
};

export type Effort = {
  readonly warmUps: number;
  readonly pushes: number;
  /** Pushes whose requests are counted, and pushes that change nothing. */
  readonly counted: number;
  readonly noops: number;
  readonly idleSeconds: number;
};

export type BenchOptions = {
  readonly objects: number;
  readonly effort: Effort;
  readonly say: (line: string) => void;
};

/** A fresh control plane with edge and relay, linked and with nothing to do; gone when `work` is done. */
export async function withWorld<T>(
  { objects: count, effort, say }: BenchOptions,
  work: (bench: BenchWorld) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-bench-"));
  let world: World | undefined;
  let pulse: Pulse | undefined;
  try {
    world = await startWorld({ folder, log: () => undefined });
    const { ask } = world;
    await until(
      "the relay's link",
      async () => (await ask<{ linked: boolean }>(`/clusters/${clusterName}`)).linked,
    );
    pulse = feelPulse(world.cluster);
    return await work({ world, objects: objectsOf(count), pulse, effort, say });
  } finally {
    await pulse?.stop();
    await world?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The value that every object has before the first push changes one. */
export const firstValue = "v0";

/** Puts the application into Git and a GitRepository into the cluster, so that only a Kustomization is missing. */
export async function prepareApplication({ world, objects }: BenchWorld): Promise<string> {
  const { cluster, git, repo, slack, work } = world;
  await cluster.kubectl(["create", "namespace", namespace]);
  const files = objects.map((object): [string, string] => [object.file, fileOf(object, firstValue)]);
  await work.commit({ ...Object.fromEntries(files), "README.md": "# app\n" }, "Begin with the application");
  const commit = await work.push();
  const places = {
    remote: repo.cloneUrl,
    user: git.user,
    password: git.password,
    slackWebhook: slack.webhookUrl,
  };
  // Longer than any bench: what is measured is pushed, and not polled.
  await apply(world, [...secrets(places), gitRepository(places, "6h")]);
  await cluster.kubectl(["wait", "gitrepository/my-app", "--for=condition=Ready", "--timeout=60s"]);
  return commit;
}

/** Creates the Kustomization and waits until it is Ready; gives the milliseconds from the one to the other. */
export async function applyApplication({ world, pulse }: BenchWorld, commit: string): Promise<number> {
  const path = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations";
  const body = kustomization("app", { path: `./${folder}`, interval: "6h" });
  const began = Date.now();
  const { status } = await world.cluster.api("POST", path, { body });
  if (status !== 201) throw new Error(`the Kustomization was not taken: HTTP ${status}`);
  await pulse.settled(commit);
  return (pulse.readyAt(commit) ?? Date.now()) - began;
}

async function apply({ cluster }: World, resources: readonly Json[]): Promise<void> {
  await cluster.kubectl(["apply", "-f", "-"], { input: manifestStream(resources) });
}
