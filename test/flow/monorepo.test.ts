import { beforeAll, describe, expect, it } from "vitest";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, placesOf } from "./declared.ts";
import { untilStored } from "./flux-object.ts";
import { aMoment, appliesOf, writesOf } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const apps = Array.from({ length: 120 }, (_, number) => `app-${number}`);
const manifest = (app: string, text: string): string => configMap(app, { text });

type List = { readonly items: readonly { readonly status?: { readonly lastAppliedRevision?: string } }[] };

async function untilAllAt(commit: string): Promise<void> {
  const path = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations";
  await until(`all at ${commit}`, async () => {
    const { items } = (await world().cluster.api<List>("GET", path)).body;
    const there = items.filter(({ status }) => status?.lastAppliedRevision === `main@sha1:${commit}`);
    if (there.length === apps.length) return true;
    throw new Error(`${there.length} of ${items.length}`);
  });
}

beforeAll(async () => {
  const { work } = world();
  await work.commit(
    Object.fromEntries(apps.map((app) => [`apps/${app}/a.yaml`, manifest(app, "one")])),
    "All",
  );
  const commit = await work.push();
  const places = placesOf(world());
  const all = apps.map((app) => kustomization(app, { path: `./apps/${app}`, targetNamespace: "default" }));
  await declare(world(), ...secrets(places), gitRepository(places, "1h"), ...all);
  await untilAllAt(commit);
});

describe("a push to a repository of many applications", () => {
  it("applies the one object that it changes, first, and moves every revision with one write each", async () => {
    const { work } = world();
    await aMoment(world());
    const applies = await appliesOf(world());
    const writes = await writesOf(world());
    await work.commit({ "apps/app-77/a.yaml": manifest("app-77", "two") }, "One of many");
    const commit = await work.push();
    const path = "/api/v1/namespaces/default/configmaps/app-77";
    await until("the change", async () => {
      const { body } = await world().cluster.api<{ data?: { text: string } }>("GET", path);
      return body.data?.text === "two";
    });
    await untilAllAt(commit);
    await untilStored(world(), "my-app", commit);
    await aMoment(world());
    expect((await appliesOf(world())) - applies).toBe(1);
    const after = await writesOf(world());
    const statuses = Object.keys(after).filter((asked) => asked.includes("kustomizations"));
    const written = statuses.reduce((sum, asked) => sum + (after[asked] ?? 0) - (writes[asked] ?? 0), 0);
    expect(written).toBe(apps.length);
  });
});
