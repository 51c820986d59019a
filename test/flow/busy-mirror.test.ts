import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ClusterView } from "#shared/model/cluster-view.ts";
import type { Json } from "#shared/model/json.ts";
import { clusterName } from "#test/support/world/world.ts";
import { until } from "#test/support/until.ts";
import { declare } from "./declared.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const gitRepositories = "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories";

/** A source with a Secret of its own: each costs the relay a read before it can show what there is. */
function sourceWithSecret(name: string): Json[] {
  const metadata = { name, namespace: "default" };
  return [
    { apiVersion: "v1", kind: "Secret", metadata, stringData: { username: "u", password: "p" } },
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata,
      spec: { url: world().repo.cloneUrl, interval: "10m", suspend: true, secretRef: { name } },
    },
  ];
}

const linked = (): Promise<boolean> =>
  until("the link", async () => (await world().ask<ClusterView>(`/clusters/${clusterName}`)).linked);

/** A source without a Secret: the host refuses it, and it says so as soon as the edge knows of it. */
function sourceWithout(name: string): Json {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name, namespace: "default" },
    spec: { url: world().repo.cloneUrl, interval: "10m", ref: { branch: "main" } },
  };
}

type Listed = {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly conditions?: readonly unknown[] };
  }[];
};

async function withoutStatus(names: ReadonlySet<string>): Promise<string[]> {
  const { body } = await world().cluster.api<Listed>("GET", gitRepositories);
  const silent = body.items.filter(({ metadata, status }) => names.has(metadata.name) && !status?.conditions);
  return silent.map(({ metadata }) => metadata.name);
}

describe("custom resources that are made while a relay dials in", () => {
  it("are all shown to the edge", async () => {
    await world().work.commit({ "README.md": "# my-app\n" }, "Begin");
    await world().work.push();
    const names = Array.from({ length: 100 }, (_, index) => `secret-${index}`);
    await declare(world(), ...names.flatMap(sourceWithSecret));
    await linked();

    const made = new Set<string>();
    for (const round of [1, 2, 3]) {
      await world().restartRelay({ signal: "SIGKILL" });
      const dialling = { still: true };
      const back = linked().then(async () => {
        await sleep(500);
        dialling.still = false;
      });
      for (let count = 0; dialling.still && count < 100; count++) {
        const name = `made-${round}-${count}`;
        const { status } = await world().cluster.api("POST", gitRepositories, { body: sourceWithout(name) });
        expect(status).toBe(201);
        made.add(name);
        await sleep(20);
      }
      await back;
    }
    expect(made.size).toBeGreaterThan(20);
    await until(
      "a status for each",
      async () => {
        const silent = await withoutStatus(made);
        if (silent.length === 0) return true;
        throw new Error(`${silent.length} of ${made.size}: ${silent.join(" ")}`);
      },
      { within: 10_000, every: 200 },
    );
  });
});
