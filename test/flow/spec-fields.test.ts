import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { configMap, declare, patchSpec, runApplication } from "./declared.ts";
import { untilApplied, untilRefused } from "./flux-object.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let commit = "";

const job = `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - {name: report, image: "report:1", envFrom: [{configMapRef: {name: settings}}]}
`;
const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n";

const asked = {
  path: "./report",
  targetNamespace: "default",
  namePrefix: "night-",
  nameSuffix: "-v2",
  patches: [
    {
      patch: "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec: {suspend: true}\n",
    },
    {
      patch: '[{"op": "replace", "path": "/data/greeting", "value": "welcome"}]',
      target: { kind: "ConfigMap", name: "settings" },
    },
  ],
  images: [{ name: "report", newName: "registry.example/report", newTag: "2" }],
  components: ["../parts/extra", "../parts/later"],
  ignoreMissingComponents: true,
  buildMetadata: ["originAnnotations"],
  commonMetadata: { labels: { team: "night" }, annotations: { contact: "night@example.com" } },
};

beforeAll(async () => {
  await runApplication(world());
  const { work } = world();
  const files = {
    "report/nightly.yaml": job,
    "report/settings.yaml": configMap("settings", { greeting: "hello" }),
    "parts/extra/kustomization.yaml": component,
    "parts/extra/extra.yaml": configMap("extra", { from: "the component" }),
  };
  await work.commit(files, "Report each night");
  commit = await work.push();
  await declare(world(), kustomization("report", asked));
});

async function read(path: string): Promise<{ readonly status: number; readonly body: JsonObject }> {
  return world().cluster.api<JsonObject>("GET", path);
}
const configMapNamed = (name: string) => read(`/api/v1/namespaces/default/configmaps/${name}`);

describe("a Kustomization whose spec asks for everything that changes a build", () => {
  it("is applied with its names, patches, images, components and common metadata", async () => {
    const { status } = await untilApplied(world(), "report", commit);
    expect(status.inventory?.entries.map(({ id }) => id).toSorted()).toEqual([
      "default_night-extra-v2__ConfigMap",
      "default_night-nightly-v2_batch_CronJob",
      "default_night-settings-v2__ConfigMap",
    ]);
    const { body: cronJob } = await read("/apis/batch/v1/namespaces/default/cronjobs/night-nightly-v2");
    expect(cronJob).toMatchObject({
      metadata: {
        labels: { team: "night", "kustomize.toolkit.fluxcd.io/name": "report" },
        annotations: {
          contact: "night@example.com",
          "config.kubernetes.io/origin": "path: nightly.yaml\n",
        },
      },
      spec: {
        suspend: true,
        jobTemplate: {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    image: "registry.example/report:2",
                    envFrom: [{ configMapRef: { name: "night-settings-v2" } }],
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect((await configMapNamed("night-settings-v2")).body).toMatchObject({ data: { greeting: "welcome" } });
    expect((await configMapNamed("night-extra-v2")).body).toMatchObject({
      data: { from: "the component" },
      metadata: { labels: { team: "night" } },
    });
  });

  it("takes in a component that was missing, as soon as a commit brings it", async () => {
    const { work } = world();
    const later = `${component}commonAnnotations: {later: "yes"}\n`;
    await work.commit(
      { "parts/later/kustomization.yaml": later, "parts/later/extra.yaml": configMap("later", {}) },
      "Bring the missing part",
    );
    commit = await work.push();
    await untilApplied(world(), "report", commit);
    expect((await configMapNamed("night-later-v2")).body).toMatchObject({
      metadata: { annotations: { later: "yes" } },
    });
  });

  it("moves everything to another name when only the spec changes", async () => {
    await patchSpec(world(), "kustomization/report", { namePrefix: "day-" });
    await expect
      .poll(async () => (await configMapNamed("day-settings-v2")).status, { timeout: 30_000 })
      .toBe(200);
    await expect
      .poll(async () => (await configMapNamed("night-settings-v2")).status, { timeout: 30_000 })
      .toBe(404);
  });

  it("says which entry of the spec is wrong", async () => {
    const patch = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setings}\n";
    await patchSpec(world(), "kustomization/report", { patches: [...asked.patches, { patch }] });
    const { reason, message } = await untilRefused(world(), "report", commit);
    expect(reason).toBe("BuildFailed");
    expect(message).toContain(
      'spec.patches[2]: no resource matches strategic merge patch "ConfigMap.v1.[noGrp]/setings',
    );
  });
});
