import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { requestCount } from "#test/support/control-plane/request-total.ts";
import { until } from "#test/support/until.ts";
import { configMap, manyConfigMaps } from "#test/support/world/many-objects.ts";
import { clusterName, startWorld, type World } from "#test/support/world/world.ts";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";

const count = 400;
/**
 * What a crash may cost twice: results that the relay holds unreported, requests in flight, and two reports that were
 * on the wire when the line broke. To begin anew would cost all that was done by then.
 */
const unreported = 16 + 8 + 2 * 16;
const halfway = 120;

type ConfigMaps = {
  readonly items: readonly { metadata: { name: string; resourceVersion: string }; data: { value: string } }[];
};

let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-faults-"));
  world = await startWorld({ folder, log: () => undefined });
  const { cluster, repo, git, slack } = world;
  const places = {
    remote: repo.cloneUrl,
    user: git.user,
    password: git.password,
    slackWebhook: slack.webhookUrl,
  };
  await world.work.commit(manyConfigMaps("k8s", 3, "first"), "Begin with three");
  await world.work.push();
  const app = kustomization("my-app", { path: "./k8s", targetNamespace: "default" });
  const input = manifestStream([...secrets(places), gitRepository(places), app]);
  await cluster.kubectl(["apply", "-f", "-"], { input });
  await cluster.kubectl(["wait", "kustomization/my-app", "--for=condition=Ready", "--timeout=30s"]);
});

afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function configMaps(): Promise<ConfigMaps["items"]> {
  const path = "/api/v1/namespaces/default/configmaps?labelSelector=kustomize.toolkit.fluxcd.io%2Fname";
  return (await world.cluster.api<ConfigMaps>("GET", path)).body.items;
}

async function versions(): Promise<Map<string, string>> {
  return new Map((await configMaps()).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
}

async function applies(): Promise<number> {
  return requestCount(await world.cluster.metrics(), { verb: "APPLY", resource: "configmaps" });
}

async function allSay(value: string, of = count): Promise<void> {
  await until(`${of} objects saying ${value}`, async () => {
    const items = await configMaps();
    return items.length === of && items.every(({ data }) => data.value === value);
  });
  const head = await world.work.head();
  await until("Ready at the new revision", async () => {
    const asked = ["get", "kustomization/my-app", "-o", "jsonpath={.status.lastAppliedRevision}"];
    return (await world.cluster.kubectl(asked)).endsWith(head);
  });
}

/** Pushes a change of every object and gives back control when some of it is in the cluster, but not all. */
async function pushAndCatchHalfway(value: string): Promise<void> {
  await world.work.commit(manyConfigMaps("k8s", count, value), `Say ${value}`);
  await world.work.push();
  await until(
    "an apply that is under way",
    async () => {
      const done = (await configMaps()).filter(({ data }) => data.value === value).length;
      if (done === count) throw new Error("the apply was over before it could be interrupted");
      return done > halfway;
    },
    { every: 2 },
  );
}

describe("a relay that is killed in the middle of an apply", () => {
  it("converges after its restart, and applies no object twice without need", async () => {
    const before = await applies();
    await pushAndCatchHalfway("killed-relay");
    await world.restartRelay({ signal: "SIGKILL" });
    const standing = await versions();
    await allSay("killed-relay");

    expect((await applies()) - before).toBeLessThanOrEqual(count + unreported);
    const after = await versions();
    const items = await configMaps();
    const untouched = items.filter(
      ({ metadata }) => standing.get(metadata.name) === after.get(metadata.name),
    );
    expect(untouched.length).toBeGreaterThan(halfway - unreported);
  });
});

describe("an edge that is killed in the middle of an apply", () => {
  it("converges after its restart, and the relay does not begin anew", async () => {
    const before = await applies();
    await pushAndCatchHalfway("killed-edge");
    await world.restartEdge({ signal: "SIGKILL" });
    await allSay("killed-edge");
    expect((await applies()) - before).toBeLessThanOrEqual(count + unreported);
  });
});

describe("an edge whose state is deleted", () => {
  it("learns everything again, and unchanged objects receive no write and no request to apply", async () => {
    const [before, appliesBefore] = [await versions(), await applies()];
    await world.restartEdge({ forget: true });
    await until("a rebuilt ledger", async () => {
      const view = await world.ask<{ linked: boolean; kustomizations: { objects: number }[] }>(
        `/clusters/${clusterName}`,
      );
      return view.linked && view.kustomizations[0]?.objects === count;
    });
    await world.work.commit({ "k8s/config-0000.yaml": configMap("config-0000", "after") }, "One more change");
    await world.work.push();
    await until("the change after it", async () =>
      (await configMaps()).some(({ data }) => data.value === "after"),
    );
    const after = await versions();
    const written = [...after]
      .filter(([name, version]) => before.get(name) !== version)
      .map(([name]) => name);
    expect(written).toEqual(["config-0000"]);
    expect((await applies()) - appliesBefore).toBe(1);
  });

  it("converges without a write when the relay has forgotten as well", async () => {
    const before = await versions();
    const relayStopped = world.restartRelay({ signal: "SIGKILL" });
    await world.restartEdge({ signal: "SIGKILL", forget: true });
    await relayStopped;
    await until("a rebuilt ledger", async () => {
      const view = await world.ask<{
        linked: boolean;
        kustomizations: { objects: number; isUnderWay: boolean }[];
      }>(`/clusters/${clusterName}`);
      const [app] = view.kustomizations;
      return view.linked && app?.objects === count && !app.isUnderWay;
    });
    expect(await versions()).toEqual(before);
  });
});
