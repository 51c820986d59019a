import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, patchSpec, placesOf } from "./declared.ts";
import { conditionOf, kustomizationNamed, untilApplied, type Condition } from "./flux-object.ts";
import { aMoment } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const names = ["one", "two", "three", "four", "five"];
let commit = "";

function link(
  name: string,
  after: readonly string[],
  more: JsonObject = {},
): ReturnType<typeof kustomization> {
  const dependsOn = after.map((other) => ({ name: other }));
  return kustomization(name, { path: `./${name}`, targetNamespace: "default", dependsOn, ...more });
}

async function untilHeld(name: string, words: RegExp): Promise<Condition> {
  return until(`${name} held back`, async () => {
    const ready = conditionOf(await kustomizationNamed(world(), name), "Ready");
    if (ready?.reason === "DependencyNotReady" && words.test(ready.message)) return ready;
    throw new Error(JSON.stringify(ready));
  });
}

const isThere = async (name: string): Promise<boolean> =>
  (await world().cluster.api("GET", `/api/v1/namespaces/default/configmaps/${name}`)).status === 200;

beforeAll(async () => {
  const { work } = world();
  await work.commit(Object.fromEntries(names.map((name) => [`${name}/a.yaml`, configMap(name, {})])), "All");
  commit = await work.push();
  const places = placesOf(world());
  await declare(world(), ...secrets(places), gitRepository(places, "1h"));
});

describe("a chain of Kustomizations", () => {
  it("of five is applied in its order, in less than three seconds", async () => {
    const chain = names.map((name, at) => link(name, names.slice(Math.max(0, at - 1), at)));
    await declare(world(), ...chain.toReversed());
    const began = performance.now();
    for (const name of names) await untilApplied(world(), name, commit);
    expect(performance.now() - began).toBeLessThan(3_000);
    const versions = await Promise.all(
      names.map(async (name) => {
        const { body } = await world().cluster.api<{ metadata: { resourceVersion: string } }>(
          "GET",
          `/api/v1/namespaces/default/configmaps/${name}`,
        );
        return Number(body.metadata.resourceVersion);
      }),
    );
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });

  it("moves on together with a push, and none of it is told to wait", async () => {
    const { work } = world();
    const seen = new Set<string>();
    await work.commit({ "one/a.yaml": configMap("one", { text: "two" }) }, "Move on");
    commit = await work.push();
    for (const name of names) {
      const { status } = await untilApplied(world(), name, commit);
      for (const { reason } of status.conditions ?? []) seen.add(reason);
    }
    expect([...seen]).toEqual(["ReconciliationSucceeded"]);
  });
});

describe("a Kustomization whose dependency", () => {
  it("is not there waits, and says for what, and is applied when it comes", async () => {
    await declare(world(), link("two", ["late"]));
    await untilHeld("two", /dependency 'default\/late' not found\. Create it/);
    await declare(world(), kustomization("late", { path: "./one", targetNamespace: "default" }));
    await untilApplied(world(), "two", commit);
  });

  it("fails waits, and nothing of it is applied", async () => {
    const { work } = world();
    await work.commit({ "bad/a.yaml": "kind: [", "after/a.yaml": configMap("after", {}) }, "One is bad");
    commit = await work.push();
    await declare(world(), link("bad", []), link("after", ["bad"]));
    await untilHeld("after", /dependency 'default\/bad' is not ready/);
    await aMoment(world());
    expect(await isThere("after")).toBe(false);
    await work.commit({ "bad/a.yaml": configMap("bad", {}) }, "Mended");
    commit = await work.push();
    await untilApplied(world(), "after", commit);
    expect(await isThere("after")).toBe(true);
  });

  it("leads back to itself says which way, and goes on when one of them is taken out", async () => {
    await patchSpec(world(), "kustomization/bad", { dependsOn: [{ name: "after" }] });
    await untilHeld(
      "bad",
      /in a circle: default\/bad → default\/after → default\/bad\. Take one of them out/,
    );
    await patchSpec(world(), "kustomization/bad", { dependsOn: [] });
    await untilApplied(world(), "bad", commit);
    await untilApplied(world(), "after", commit);
  });
});
