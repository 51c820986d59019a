import { expect, it } from "vitest";
import { requestCount } from "#test/support/control-plane/request-total.ts";
import { until } from "#test/support/until.ts";
import { manyConfigMaps } from "#test/support/world/many-objects.ts";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { declare, placesOf } from "./declared.ts";
import { untilApplied } from "./flux-object.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const count = 300;

type ConfigMaps = { readonly items: readonly { readonly data: { readonly value: string } }[] };

async function saying(value: string): Promise<number> {
  const path = "/api/v1/namespaces/default/configmaps?labelSelector=kustomize.toolkit.fluxcd.io%2Fname";
  const { body } = await world().cluster.api<ConfigMaps>("GET", path);
  return body.items.filter(({ data }) => data.value === value).length;
}

it("a relay that is asked to stop in the middle of an apply finishes it, and the next one has nothing to do again", async () => {
  const { cluster, work } = world();
  const places = placesOf(world());
  await work.commit(manyConfigMaps("k8s", 3, "first"), "Begin with three");
  const begun = await work.push();
  const app = kustomization("my-app", { path: "./k8s", targetNamespace: "default" });
  await declare(world(), ...secrets(places), gitRepository(places), app);
  await untilApplied(world(), "my-app", begun);
  const applies = async () =>
    requestCount(await cluster.metrics(), { verb: "APPLY", resource: "configmaps" });
  const before = await applies();

  await work.commit(manyConfigMaps("k8s", count, "second"), "Say second");
  const commit = await work.push();
  await until("an apply that is under way", async () => (await saying("second")) > 20, { every: 2 });
  const asked = Date.now();
  process.kill(world().relay().pid, "SIGTERM");
  await world().relay().ended;
  expect(Date.now() - asked).toBeLessThan(25_000);
  expect(await saying("second")).toBe(count);
  await world().restartRelay();
  await untilApplied(world(), "my-app", commit);

  await work.commit({ "k8s/README.md": "Nothing to apply" }, "Say nothing");
  await untilApplied(world(), "my-app", await work.push());
  expect((await applies()) - before).toBe(count);
});
