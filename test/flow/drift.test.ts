import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { kustomization, notifications } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, runApplication } from "./declared.ts";
import { untilApplied } from "./flux-object.ts";
import { aMoment, appliesOf, settledVersions, webApp } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const configMaps = "/api/v1/namespaces/default/configmaps";
const secrets = "/api/v1/namespaces/default/secrets";
let commit = "";

beforeAll(async () => {
  await runApplication(world(), ...notifications);
  await world().work.commit(
    {
      "watched/a.yaml": configMap("watched", { text: "from Git" }),
      "watched/b.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: hidden\nstringData:\n  password: from-git\n",
      "warned/a.yaml": configMap("warned", { text: "from Git" }),
    },
    "Objects to be changed by hand",
  );
  commit = await world().work.push();
  await declare(
    world(),
    kustomization("watched", { path: "./watched", targetNamespace: "default" }),
    kustomization("warned", { path: "./warned", targetNamespace: "default" }),
  );
  for (const name of ["my-app", "watched", "warned"]) await untilApplied(world(), name, commit);
  await settledVersions(world());
});

type Found = {
  readonly spec?: { readonly replicas?: number };
  readonly data?: Readonly<Record<string, string>>;
};

async function found(path: string): Promise<Found | undefined> {
  const { status, body } = await world().cluster.api<Found>("GET", path);
  return status === 200 ? body : undefined;
}

/** A change as an editor makes it, under this manager's name. */
async function edit(path: string, body: Json, manager = "kubectl-edit"): Promise<void> {
  const contentType = "application/merge-patch+json";
  const url = `${path}?fieldManager=${manager}`;
  const { status } = await world().cluster.api("PATCH", url, { body, contentType });
  if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}`);
}

async function healed(change: () => Promise<void>, isRight: () => Promise<boolean>): Promise<number> {
  await change();
  const began = performance.now();
  await until("what Git says", isRight, { every: 5 });
  return performance.now() - began;
}

const replicas = async (): Promise<number | undefined> => (await found(webApp.deployment))?.spec?.replicas;
const text = async (name: string): Promise<string | undefined> =>
  (await found(`${configMaps}/${name}`))?.data?.["text"];
const said = (words: string) => world().slack.waitFor(({ raw }) => JSON.stringify(raw).includes(words));

/** What Events say of a Kustomization's drift. */
async function events(name: string): Promise<{ readonly type: string; readonly message: string }[]> {
  type Listed = {
    readonly items: readonly {
      readonly type: string;
      readonly reason: string;
      readonly message: string;
      readonly involvedObject: { readonly name: string };
    }[];
  };
  const { body } = await world().cluster.api<Listed>("GET", "/api/v1/namespaces/default/events");
  return body.items.filter((one) => one.reason === "DriftDetected" && one.involvedObject.name === name);
}

describe("what somebody changes by hand", () => {
  it("is what Git says again within a second, and no patrol is needed for it", async () => {
    const times: number[] = [];
    for (let turn = 0; turn < 10; turn++) {
      times.push(
        await healed(
          () => edit(webApp.deployment, { spec: { replicas: 1 } }),
          async () => (await replicas()) === 3,
        ),
        await healed(
          () => edit(`${configMaps}/watched`, { data: { text: `by hand ${turn}` } }),
          async () => (await text("watched")) === "from Git",
        ),
      );
    }
    const sorted = times.toSorted((a, b) => a - b);
    const share = (part: number): number => Math.round(sorted[Math.ceil(sorted.length * part) - 1] ?? 0);
    console.info(`healed in ${share(0.5)} ms (p50), ${share(0.95)} ms (p95)`);
    expect(share(0.95)).toBeLessThanOrEqual(1_000);
  });

  it("is told with object, manager, field, both values and the time", async () => {
    const line =
      /Deployment\/default\/web-app changed by kubectl-edit: spec\.replicas 3 → 1 at \d\d:\d\d UTC/;
    await world().slack.waitFor(({ raw }) => line.test(JSON.stringify(raw)));
    const [event] = await until("an Event", async () => {
      const all = await events("my-app");
      return all.length > 0 && all;
    });
    expect(event).toMatchObject({ type: "Normal", message: expect.stringMatching(line) });
  });

  it("comes back when it is deleted", async () => {
    const time = await healed(
      async () => void (await world().cluster.api("DELETE", `${configMaps}/watched`)),
      async () => (await text("watched")) === "from Git",
    );
    expect(time).toBeLessThan(1_000);
    await said("ConfigMap/default/watched deleted at ");
  });

  it("shows the field of a Secret, and neither of its values", async () => {
    const password = async (): Promise<string | undefined> =>
      (await found(`${secrets}/hidden`))?.data?.["password"];
    const [ours, theirs] = ["from-git", "by-hand"].map((one) => Buffer.from(one).toString("base64"));
    await healed(
      () => edit(`${secrets}/hidden`, { data: { password: theirs ?? "" } }),
      async () => (await password()) === ours,
    );
    const { raw } = await said("Secret/default/hidden changed by kubectl-edit");
    for (const value of ["from-git", "by-hand", ours ?? "", theirs ?? ""])
      expect(JSON.stringify(raw)).not.toContain(value);
  });

  it("stays when it is a field that Git does not declare", async () => {
    const applies = await appliesOf(world());
    await edit(`${configMaps}/watched`, { data: { theirs: "too" }, metadata: { annotations: { a: "b" } } });
    await aMoment(world());
    expect((await found(`${configMaps}/watched`))?.data).toEqual({ text: "from Git", theirs: "too" });
    expect((await appliesOf(world())) - applies).toBe(0);
  });
});

describe("a Kustomization that is annotated kustomize.plumbline.dev/drift: warn", () => {
  it("is told of what strays, once, and keeps it, whoever looks again", async () => {
    const annotation = "kustomize.plumbline.dev/drift=warn";
    await world().cluster.kubectl(["annotate", "kustomization/warned", annotation]);
    await aMoment(world());
    await edit(`${configMaps}/warned`, { data: { text: "by hand" } });
    await said('ConfigMap/default/warned changed by kubectl-edit: data.text \\"from Git\\" → \\"by hand\\"');
    await world().edge().patrol();
    await edit(`${configMaps}/warned`, { metadata: { annotations: { more: "of it" } } });
    await world().edge().patrol();
    await aMoment(world());
    expect(await text("warned")).toBe("by hand");
    expect(await events("warned")).toMatchObject([{ type: "Warning" }]);
  });

  it("is put right once it is not annotated any more", async () => {
    await world().cluster.kubectl(["annotate", "kustomization/warned", "kustomize.plumbline.dev/drift-"]);
    await aMoment(world());
    await world().edge().patrol();
    await until("what Git says", async () => (await text("warned")) === "from Git");
  });
});
