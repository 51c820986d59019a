import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { kustomization } from "#test/walkthrough/resources.ts";
import { deployment, repositoryFiles } from "#test/walkthrough/repository.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, patchSpec, runApplication } from "./declared.ts";
import {
  gitRepositoryNamed,
  kustomizationIsGone,
  kustomizationNamed,
  untilApplied,
  untilStored,
} from "./flux-object.ts";
import {
  aMoment,
  appliesOf,
  fetchesOf,
  pushUntold,
  settledVersions,
  versionsOf,
  webApp,
} from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let commit = "";
beforeAll(async () => {
  commit = await runApplication(world());
  await patchSpec(world(), "gitrepository/my-app", { interval: "1h" });
});

const configMaps = "/api/v1/namespaces/default/configmaps";
const isThere = async (path: string): Promise<boolean> =>
  (await world().cluster.api("GET", path)).status === 200;
const isNotThere = async (path: string): Promise<boolean> =>
  (await world().cluster.api("GET", path)).status === 404;

async function replicas(): Promise<number> {
  const { body } = await world().cluster.api<{ spec: { replicas: number } }>("GET", webApp.deployment);
  return body.spec.replicas;
}

describe("a commit that changes nothing of what is applied", () => {
  const quiet: Readonly<Record<string, Parameters<ReturnType<typeof world>["work"]["commit"]>[0]>> = {
    "a file that nothing renders": { "README.md": "# my-app\n\nNow with a word more.\n" },
    "an empty commit": {},
    "a comment in a manifest": { "k8s/deployment.yaml": `# Three of them.\n${deployment(3)}` },
    "other white space and another order of keys": {
      "k8s/service.yaml": `kind: Service
apiVersion: v1
metadata: { name: web-app }
spec:
    ports: [{ targetPort: 80, port: 80 }]
    selector: { app: "web-app" }
`,
    },
    "a manifest under another name": {
      "k8s/ingress.yaml": undefined,
      "k8s/outside.yaml": repositoryFiles["k8s/ingress.yaml"],
    },
    "a manifest in a folder of nobody's": { "elsewhere/note.yaml": configMap("elsewhere", { a: "b" }) },
  };
  for (const [what, files] of Object.entries(quiet))
    it(`writes to no object, and the revision moves on all the same: ${what}`, async () => {
      const { work } = world();
      const before = await settledVersions(world());
      const applies = await appliesOf(world());
      await work.commit(files, what);
      commit = await work.push();
      await untilApplied(world(), "my-app", commit);
      await untilStored(world(), "my-app", commit);
      expect(await versionsOf(world(), Object.values(webApp))).toEqual(before);
      expect((await appliesOf(world())) - applies).toBe(0);
    });
});

describe("the patrol", () => {
  it("asks the Git host nothing while the interval has not passed", async () => {
    const before = fetchesOf(world());
    await world().edge().patrol();
    await world().edge().patrol();
    await aMoment(world());
    expect(fetchesOf(world())).toBe(before);
  });

  it("writes nothing where nothing strayed", async () => {
    const before = await settledVersions(world());
    const applies = await appliesOf(world());
    const { resourceVersion } = (await kustomizationNamed(world(), "my-app")).metadata;
    await world().edge().patrol();
    await aMoment(world());
    expect((await appliesOf(world())) - applies).toBe(0);
    expect(await versionsOf(world(), Object.values(webApp))).toEqual(before);
    expect((await kustomizationNamed(world(), "my-app")).metadata.resourceVersion).toBe(resourceVersion);
  });
});

describe("the interval of a GitRepository", () => {
  it("brings a push whose webhook never came, without any patrol", async () => {
    const { work } = world();
    await work.commit({ "k8s/deployment.yaml": deployment(4) }, "A push that nobody tells of");
    commit = await pushUntold(world());
    await aMoment(world());
    expect(await replicas()).toBe(3);
    await patchSpec(world(), "gitrepository/my-app", { interval: "1s" });
    await untilApplied(world(), "my-app", commit);
    await work.commit({ "k8s/deployment.yaml": deployment(5) }, "Another one");
    commit = await pushUntold(world());
    await untilApplied(world(), "my-app", commit);
    expect(await replicas()).toBe(5);
    await patchSpec(world(), "gitrepository/my-app", { interval: "1h" });
  });

  it("costs one look at the refs a time, and nothing where nothing is new", async () => {
    await patchSpec(world(), "gitrepository/my-app", { interval: "1s" });
    await until("the new interval", async () => {
      const { metadata, status } = await gitRepositoryNamed(world(), "my-app");
      return status.observedGeneration === metadata.generation;
    });
    const before = world().git.requests().length;
    const { resourceVersion } = (await gitRepositoryNamed(world(), "my-app")).metadata;
    await sleep(3_300);
    const asked = world().git.requests().slice(before);
    expect(asked.map(({ method, service }) => `${method} ${service}`)).toEqual(
      asked.map(() => "POST git-upload-pack"),
    );
    expect([2, 3]).toContain(asked.length);
    expect((await gitRepositoryNamed(world(), "my-app")).metadata.resourceVersion).toBe(resourceVersion);
    await patchSpec(world(), "gitrepository/my-app", { interval: "1h" });
  });
});

describe("what is suspended", () => {
  it("is not applied to while the Kustomization is, and gets the latest when it is not any more", async () => {
    const { work } = world();
    const applied = commit;
    await patchSpec(world(), "kustomization/my-app", { suspend: true });
    await work.commit({ "k8s/deployment.yaml": deployment(7) }, "Scale to 7, while suspended");
    commit = await work.push();
    await untilStored(world(), "my-app", commit);
    await work.commit({ "k8s/deployment.yaml": deployment(6) }, "Scale to 6, while suspended");
    commit = await work.push();
    await untilStored(world(), "my-app", commit);
    await aMoment(world());
    expect(await replicas()).toBe(5);
    const { status } = await kustomizationNamed(world(), "my-app");
    expect(status.lastAppliedRevision).toBe(`main@sha1:${applied}`);

    await patchSpec(world(), "kustomization/my-app", { suspend: false });
    await untilApplied(world(), "my-app", commit);
    expect(await replicas()).toBe(6);
  });

  it("may be changed by hand while the Kustomization is, and is put right afterwards", async () => {
    await patchSpec(world(), "kustomization/my-app", { suspend: true });
    await world().cluster.kubectl(["scale", "deployment/web-app", "--replicas=1"]);
    await world().edge().patrol();
    await aMoment(world());
    expect(await replicas()).toBe(1);
    await patchSpec(world(), "kustomization/my-app", { suspend: false });
    await until("the Kustomization's going on", async () => {
      const { metadata, status } = await kustomizationNamed(world(), "my-app");
      return status.observedGeneration === metadata.generation;
    });
    await world().edge().patrol();
    await until("6 replicas", async () => (await replicas()) === 6);
  });

  it("is not fetched while the GitRepository is, and the latest is when it is not any more", async () => {
    const { work, git } = world();
    await patchSpec(world(), "gitrepository/my-app", { suspend: true });
    await aMoment(world());
    const before = fetchesOf(world());
    await work.commit({ "k8s/deployment.yaml": deployment(2) }, "Scale to 2, while the source is suspended");
    const stored = commit;
    commit = await work.push();
    expect((await git.lastDelivery()).responseStatus).toBe(202);
    await world().edge().patrol();
    await aMoment(world());
    expect(fetchesOf(world())).toBe(before);
    expect(await replicas()).toBe(6);
    const { status } = await gitRepositoryNamed(world(), "my-app");
    expect(status.artifact?.revision).toBe(`main@sha1:${stored}`);

    await patchSpec(world(), "gitrepository/my-app", { suspend: false });
    await untilStored(world(), "my-app", commit);
    await untilApplied(world(), "my-app", commit);
    expect(await replicas()).toBe(2);
  });

  it("still follows its Kustomization while the GitRepository is suspended, from the artifact that it has", async () => {
    await patchSpec(world(), "gitrepository/my-app", { suspend: true });
    try {
      await declare(world(), kustomization("late", { path: "./elsewhere", targetNamespace: "default" }));
      await untilApplied(world(), "late", commit);
      expect(await isThere(`${configMaps}/elsewhere`)).toBe(true);
    } finally {
      await patchSpec(world(), "gitrepository/my-app", { suspend: false });
    }
  });
});

describe("kubectl annotate reconcile.fluxcd.io/requestedAt", () => {
  const request = async (which: string, token: string): Promise<void> => {
    const annotation = `reconcile.fluxcd.io/requestedAt=${token}`;
    await world().cluster.kubectl(["annotate", "--overwrite", which, annotation]);
  };

  it("is answered in status.lastHandledReconcileAt of a Kustomization, without a write to what stands", async () => {
    const before = await settledVersions(world());
    for (const token of ["first", "second"]) {
      await request("kustomization/my-app", token);
      await until(token, async () => {
        const { status } = await kustomizationNamed(world(), "my-app");
        return status.lastHandledReconcileAt === token;
      });
    }
    await aMoment(world());
    expect(await versionsOf(world(), Object.values(webApp))).toEqual(before);
  });

  it("is answered in status.lastHandledReconcileAt of a GitRepository", async () => {
    await request("gitrepository/my-app", "now");
    await until("the answer", async () => {
      const { status } = await gitRepositoryNamed(world(), "my-app");
      return status.lastHandledReconcileAt === "now";
    });
  });

  it("brings a push whose webhook never came, at once", async () => {
    const { work } = world();
    await work.commit({ "k8s/deployment.yaml": deployment(3) }, "Scale to 3, untold");
    commit = await pushUntold(world());
    await request("gitrepository/my-app", "fetch it");
    await untilApplied(world(), "my-app", commit);
    expect(await replicas()).toBe(3);
  });

  it("puts right what was changed by hand", async () => {
    await world().cluster.kubectl(["scale", "deployment/web-app", "--replicas=1"]);
    await request("kustomization/my-app", "mend it");
    await until("3 replicas", async () => (await replicas()) === 3);
  });

  it("is answered when the build fails too", async () => {
    await declare(world(), kustomization("astray", { path: "./nowhere", targetNamespace: "default" }));
    await request("kustomization/astray", "look again");
    await until("the answer", async () => {
      const { status } = await kustomizationNamed(world(), "astray");
      return status.lastHandledReconcileAt === "look again";
    });
    await world().cluster.kubectl(["delete", "kustomization/astray", "--timeout=10s"]);
  });
});

describe("a Kustomization that is changed", () => {
  it("is built anew from another spec.path, and what the old one held is pruned", async () => {
    const { work } = world();
    const files = {
      "one/a.yaml": configMap("only-one", { from: "one" }),
      "one/b.yaml": configMap("both", { from: "one" }),
      "two/b.yaml": configMap("both", { from: "two" }),
      "two/c.yaml": configMap("only-two", { from: "two" }),
    };
    await work.commit(files, "Two paths");
    commit = await work.push();
    await declare(world(), kustomization("mover", { path: "./one", targetNamespace: "default" }));
    await untilApplied(world(), "mover", commit);
    expect(await isThere(`${configMaps}/only-one`)).toBe(true);

    await patchSpec(world(), "kustomization/mover", { path: "./two" });
    await until("the other path", () => isThere(`${configMaps}/only-two`));
    await until("the end of the old one", () => isNotThere(`${configMaps}/only-one`));
    const { status } = await until("the inventory", async () => {
      const mover = await kustomizationNamed(world(), "mover");
      return mover.status.observedGeneration === mover.metadata.generation && mover;
    });
    expect(status.inventory?.entries.map(({ id }) => id).toSorted()).toEqual([
      "default_both__ConfigMap",
      "default_only-two__ConfigMap",
    ]);
    const { body } = await world().cluster.api<{ data: unknown }>("GET", `${configMaps}/both`);
    expect(body.data).toEqual({ from: "two" });
  });

  it("leaves what Git no longer declares alone while spec.prune is off", async () => {
    const { work } = world();
    await patchSpec(world(), "kustomization/mover", { prune: false });
    await work.commit({ "two/c.yaml": undefined }, "Without c");
    commit = await work.push();
    const { status } = await untilApplied(world(), "mover", commit);
    expect(await isThere(`${configMaps}/only-two`)).toBe(true);
    expect(status.inventory?.entries.map(({ id }) => id)).toEqual(["default_both__ConfigMap"]);
  });

  it("prunes again once spec.prune is on", async () => {
    const { work } = world();
    await patchSpec(world(), "kustomization/mover", { prune: true });
    await work.commit({ "two/d.yaml": configMap("late-two", { from: "two" }) }, "With d");
    commit = await work.push();
    await untilApplied(world(), "mover", commit);
    expect(await isThere(`${configMaps}/late-two`)).toBe(true);
    await work.commit({ "two/d.yaml": undefined }, "Without d");
    commit = await work.push();
    await untilApplied(world(), "mover", commit);
    expect(await isThere(`${configMaps}/late-two`)).toBe(false);
    // What was let go while prune was off belongs to nobody any more.
    expect(await isThere(`${configMaps}/only-two`)).toBe(true);
  });
});

describe("a Kustomization that is deleted", () => {
  it("takes its objects along, and then goes", async () => {
    expect((await kustomizationNamed(world(), "mover")).metadata.finalizers).toEqual([
      "finalizers.fluxcd.io",
    ]);
    await world().cluster.kubectl(["delete", "kustomization/mover", "--timeout=20s"]);
    expect(await kustomizationIsGone(world(), "mover")).toBe(true);
    expect(await isThere(`${configMaps}/both`)).toBe(false);
    expect(await isThere(`${configMaps}/only-two`)).toBe(true);
  });

  it("leaves its objects when spec.prune is off, and goes", async () => {
    const spec = { path: "./one", targetNamespace: "default", prune: false };
    await declare(world(), kustomization("keeper", spec));
    await untilApplied(world(), "keeper", commit);
    await world().cluster.kubectl(["delete", "kustomization/keeper", "--timeout=20s"]);
    expect(await kustomizationIsGone(world(), "keeper")).toBe(true);
    expect(await isThere(`${configMaps}/only-one`)).toBe(true);
    expect(await isThere(`${configMaps}/both`)).toBe(true);
  });

  it("leaves its objects when it is suspended, and goes", async () => {
    await declare(world(), kustomization("sleeper", { path: "./one", targetNamespace: "default" }));
    await untilApplied(world(), "sleeper", commit);
    await patchSpec(world(), "kustomization/sleeper", { suspend: true });
    await world().cluster.kubectl(["delete", "kustomization/sleeper", "--timeout=20s"]);
    expect(await isThere(`${configMaps}/only-one`)).toBe(true);
  });

  it("comes back under the same name and takes its objects over again", async () => {
    await declare(world(), kustomization("sleeper", { path: "./one", targetNamespace: "default" }));
    await untilApplied(world(), "sleeper", commit);
    await world().cluster.kubectl(["delete", "kustomization/sleeper", "--timeout=20s"]);
    expect(await isNotThere(`${configMaps}/only-one`)).toBe(true);
  });

  it("keeps none of the others from going on", async () => {
    const { work } = world();
    await work.commit({ "k8s/deployment.yaml": deployment(1) }, "Scale to 1");
    commit = await work.push();
    await untilApplied(world(), "my-app", commit);
    expect(await replicas()).toBe(1);
  });
});
