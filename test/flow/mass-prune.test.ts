import { beforeAll, describe, expect, it } from "vitest";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, placesOf } from "./declared.ts";
import { untilApplied, untilRefused } from "./flux-object.ts";
import { aMoment, writesOf } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const names = Array.from({ length: 12 }, (_, at) => `shop-${at}`);

async function living(): Promise<string[]> {
  const listed = await world().cluster.kubectl(["get", "configmaps", "-n", "default", "-o", "name"]);
  const found = new Set(listed.split("\n").map((line) => line.replace("configmap/", "")));
  return names.filter((name) => found.has(name));
}

/** A push after which the folder declares so many of them, and no others. */
async function pushOf(count: number, text: string): Promise<string> {
  const { work } = world();
  const files = names.map((name, at) => [
    `shop/${name}.yaml`,
    at < count ? configMap(name, { text }) : undefined,
  ]);
  await work.commit(Object.fromEntries(files), `Keep ${count}`);
  return work.push();
}

beforeAll(async () => {
  const commit = await pushOf(12, "first");
  const places = placesOf(world());
  const shop = kustomization("shop", { path: "./shop", targetNamespace: "default" });
  await declare(world(), ...secrets(places), gitRepository(places, "1h"), shop);
  await untilApplied(world(), "shop", commit);
});

describe("a push that takes most of an application away", () => {
  let commit = "";

  it("is held: nothing is pruned and nothing applied, and the Kustomization says how to confirm it", async () => {
    commit = await pushOf(4, "second");
    const { reason, message } = await untilRefused(world(), "shop", commit);
    expect(reason).toBe("PruneHeld");
    expect(message).toContain(`main@sha1:${commit} would prune 8 of 12 objects`);
    await aMoment(world());
    expect(await living()).toEqual(names);
    const { body } = await world().cluster.api("GET", "/api/v1/namespaces/default/configmaps/shop-0");
    expect(body).toMatchObject({ data: { text: "first" } });
  });

  it("is told of once, whoever looks again", async () => {
    const before = await writesOf(world());
    await world().edge().patrol();
    await aMoment(world());
    expect(await writesOf(world())).toEqual(before);
  });

  it("goes on the moment that somebody runs the command which the status gives", async () => {
    const { message } = await untilRefused(world(), "shop", commit);
    const command = /kubectl (annotate .*)$/.exec(message)?.[1] ?? "";
    await world().cluster.kubectl(command.replaceAll("'", "").split(" "));
    await untilApplied(world(), "shop", commit);
    await until("the end of what went", async () => (await living()).length === 4);
    const { body } = await world().cluster.api("GET", "/api/v1/namespaces/default/configmaps/shop-0");
    expect(body).toMatchObject({ data: { text: "second" } });
  });
});

describe("an object whose kind comes with another Kustomization", () => {
  it("is applied as soon as that one has brought the kind, long before it would be tried again", async () => {
    const { work } = world();
    await work.commit(
      {
        "kites/one.yaml":
          "apiVersion: example.com/v1\nkind: Kite\nmetadata:\n  name: one\nspec:\n  tail: 3\n",
        "kites/beside.yaml": configMap("beside", {}),
        "kinds/kite.yaml": definition,
      },
      "Kites, and their kind",
    );
    const commit = await work.push();
    await declare(world(), kustomization("kites", { path: "./kites", targetNamespace: "default" }));
    const { message } = await untilRefused(world(), "kites", commit);
    expect(message).toContain('no matches for kind "Kite" in version "example.com/v1"');
    expect((await world().cluster.api("GET", "/api/v1/namespaces/default/configmaps/beside")).status).toBe(
      200,
    );
    await declare(world(), kustomization("kinds", { path: "./kinds" }));
    const began = performance.now();
    await untilApplied(world(), "kites", commit);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kites.example.com
spec:
  group: example.com
  names: { plural: kites, singular: kite, kind: Kite, listKind: KiteList }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;
