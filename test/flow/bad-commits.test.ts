import { beforeAll, describe, expect, it } from "vitest";
import { gitRepository, kustomization } from "#test/walkthrough/resources.ts";
import { deployment, repositoryFiles } from "#test/walkthrough/repository.ts";
import { until } from "#test/support/until.ts";
import type { World } from "#test/support/world/world.ts";
import { configMap, declare, placesOf, runApplication } from "./declared.ts";
import {
  conditionOf,
  gitRepositoryNamed,
  isReady,
  kustomizationNamed,
  untilApplied,
  untilRefused,
  untilStored,
  untilUnfetched,
} from "./flux-object.ts";
import { settledVersions, versionsOf, webApp } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let good = "";
beforeAll(async () => {
  good = await runApplication(world());
});

type Files = Parameters<World["work"]["commit"]>[0];

const service = repositoryFiles["k8s/service.yaml"] ?? "";
const kustomizationFile = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - ingress.yaml
`;

/** What people push by mistake, and what they have to be told: where, and why. */
const mistakes: readonly {
  readonly what: string;
  readonly files: Files;
  readonly reason: "BuildFailed" | "ReconciliationFailed";
  readonly says: readonly RegExp[];
}[] = [
  {
    what: "YAML that does not parse",
    files: { "k8s/service.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: [web-app\nspec: {}\n" },
    reason: "BuildFailed",
    says: [/k8s\/service\.yaml:[45]\b/],
  },
  {
    what: "a tab where YAML wants blanks",
    files: { "k8s/service.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n\tname: web-app\n" },
    reason: "BuildFailed",
    says: [/k8s\/service\.yaml:4\b/, /tab/i],
  },
  {
    what: "a document that is no Kubernetes object",
    files: { "k8s/service.yaml": `${service}---\njust: some\nyaml: here\n` },
    reason: "BuildFailed",
    says: [/k8s\/service\.yaml:1[0-3]\b/, /apiVersion|kind/],
  },
  {
    what: "the same object twice",
    files: { "k8s/again.yaml": service },
    reason: "BuildFailed",
    says: [/k8s\/(again|service)\.yaml:1\b/, /Service/, /web-app/],
  },
  {
    what: "a kustomization.yaml with a misspelt field",
    files: { "k8s/kustomization.yaml": `${kustomizationFile}namePrefx: my-\n` },
    reason: "BuildFailed",
    says: [/k8s\/kustomization\.yaml:7\b/, /namePrefx/],
  },
  {
    what: "a kustomization.yaml with a field that is not supported yet",
    files: { "k8s/kustomization.yaml": `${kustomizationFile}helmCharts:\n  - name: web\n` },
    reason: "BuildFailed",
    says: [/k8s\/kustomization\.yaml:7\b/, /helmCharts/],
  },
  {
    what: "a kustomization.yaml that names a file that is not there",
    files: { "k8s/kustomization.yaml": kustomizationFile.replace("service.yaml", "servcie.yaml") },
    reason: "BuildFailed",
    says: [/k8s\/kustomization\.yaml:5\b/, /servcie\.yaml/],
  },
  {
    what: "a Deployment whose selector does not match its template",
    files: {
      "k8s/deployment.yaml": deployment(3).replace(
        "matchLabels:\n      app: web-app",
        "matchLabels:\n      app: web",
      ),
    },
    reason: "ReconciliationFailed",
    says: [/k8s\/deployment\.yaml:1\b/, /Deployment\/default\/web-app/, /Invalid/, /selector/],
  },
  {
    what: "a Service with port 99999",
    files: { "k8s/service.yaml": service.replace("port: 80", "port: 99999") },
    reason: "ReconciliationFailed",
    says: [
      /k8s\/service\.yaml:1\b/,
      /Service\/default\/web-app/,
      /Invalid/,
      /spec\.ports\[0\]\.port/,
      /99999/,
    ],
  },
  {
    what: "an object of a field that its kind does not have",
    files: { "k8s/service.yaml": service.replace("selector:", "selectors:") },
    reason: "ReconciliationFailed",
    says: [/k8s\/service\.yaml:1\b/, /Service\/default\/web-app/, /selectors/],
  },
  {
    what: "an object of a kind that the cluster does not know",
    files: {
      "k8s/gizmo.yaml": "apiVersion: example.com/v1\nkind: Gizmo\nmetadata:\n  name: web-app\n",
    },
    reason: "ReconciliationFailed",
    says: [/k8s\/gizmo\.yaml:1\b/, /Gizmo/, /example\.com\/v1/, /CRD/],
  },
];

/** Takes the mistake back: those files as they were, those that were not there away again. */
function mended(files: Files): Files {
  return Object.fromEntries(Object.keys(files).map((path) => [path, repositoryFiles[path]]));
}

describe("a commit with a mistake in it", () => {
  for (const { what, files, reason, says } of mistakes)
    it(`is refused with file, line and reason, touches nothing, and is mended by the next push: ${what}`, async () => {
      const { work } = world();
      const before = await settledVersions(world());
      await work.commit(files, `By mistake: ${what}`);
      const ready = await untilRefused(world(), "my-app", await work.push());
      expect(ready.reason).toBe(reason);
      for (const words of says) expect(ready.message).toMatch(words);

      const { status } = await kustomizationNamed(world(), "my-app");
      expect(status.lastAppliedRevision).toBe(`main@sha1:${good}`);
      expect(await versionsOf(world(), Object.values(webApp))).toEqual(before);

      await work.commit(mended(files), `Mend it: ${what}`);
      good = await work.push();
      const healed = await untilApplied(world(), "my-app", good);
      expect(healed.status.conditions?.map(({ type }) => type)).toEqual(["Ready"]);
      expect(await versionsOf(world(), Object.values(webApp))).toEqual(before);
    });

  it("is told of all its mistakes at once", async () => {
    const { work } = world();
    const files = {
      "k8s/service.yaml": "kind: [Service\n",
      "k8s/ingress.yaml": "kind: {Ingress\n",
    };
    await work.commit(files, "Two mistakes");
    const { message } = await untilRefused(world(), "my-app", await work.push());
    expect(message).toMatch(/k8s\/service\.yaml:\d/);
    expect(message).toMatch(/k8s\/ingress\.yaml:\d/);
    await work.commit(mended(files), "Mend both");
    good = await work.push();
    await untilApplied(world(), "my-app", good);
  });

  it("has what is right in it applied, and nothing pruned until all of it stands", async () => {
    const { work } = world();
    const before = await settledVersions(world());
    const files = {
      "k8s/deployment.yaml": deployment(4),
      "k8s/service.yaml": service.replace("port: 80", "port: 99999"),
      "k8s/ingress.yaml": undefined,
    };
    await work.commit(files, "One right, one wrong, one gone");
    await untilRefused(world(), "my-app", await work.push());
    const { body } = await world().cluster.api<{ spec: { replicas: number } }>("GET", webApp.deployment);
    expect(body.spec.replicas).toBe(4);
    const untouched = [webApp.service, webApp.ingress];
    expect(before).toMatchObject(await versionsOf(world(), untouched));
    const { status } = await kustomizationNamed(world(), "my-app");
    expect(status.inventory?.entries.map(({ id }) => id)).toContain(
      "default_web-app_networking.k8s.io_Ingress",
    );

    await work.commit({ "k8s/service.yaml": service }, "Mend the Service");
    good = await work.push();
    const healed = await untilApplied(world(), "my-app", good);
    expect((await world().cluster.api("GET", webApp.ingress)).status).toBe(404);
    expect(healed.status.inventory?.entries).toHaveLength(2);
    await work.commit(repositoryFiles, "Back to the beginning");
    good = await work.push();
    await untilApplied(world(), "my-app", good);
  });

  it("keeps nobody else waiting: another Kustomization of the repository goes on", async () => {
    const { work } = world();
    await work.commit({ "notes/note.yaml": configMap("note", { text: "one" }) }, "Notes");
    good = await work.push();
    await declare(world(), kustomization("notes", { path: "./notes", targetNamespace: "default" }));
    await untilApplied(world(), "notes", good);

    const files = { "k8s/service.yaml": "kind: [Service\n" };
    await work.commit(
      { ...files, "notes/note.yaml": configMap("note", { text: "two" }) },
      "A mistake, and a new note",
    );
    const commit = await work.push();
    await untilApplied(world(), "notes", commit);
    await untilRefused(world(), "my-app", commit);
    await work.commit(mended(files), "Mend it");
    good = await work.push();
    await untilApplied(world(), "my-app", good);
  });

  it("is said to be one on the object, with a Warning", async () => {
    const path = "/api/v1/namespaces/default/events?limit=500";
    type Event = { involvedObject: { name: string }; type: string; reason: string; message: string };
    const warning = await until("the Warning", async () => {
      const { body } = await world().cluster.api<{ items: Event[] }>("GET", path);
      return body.items.find(({ type, message }) => type === "Warning" && message.includes("99999"));
    });
    expect(warning).toMatchObject({ involvedObject: { name: "my-app" }, reason: "ReconciliationFailed" });
  });

  it("is healed by the same file coming back with another spec.path too", async () => {
    await world().cluster.kubectl([
      "patch",
      "kustomization/notes",
      "--type=merge",
      "-p",
      JSON.stringify({ spec: { path: "./nowhere" } }),
    ]);
    const failed = await until("the missing path", async () => {
      const ready = conditionOf(await kustomizationNamed(world(), "notes"), "Ready");
      return ready?.status === "False" && ready;
    });
    expect(failed.reason).toBe("ArtifactFailed");
    expect(failed.message).toMatch(/nowhere/);
    const back = JSON.stringify({ spec: { path: "./notes" } });
    await world().cluster.kubectl(["patch", "kustomization/notes", "--type=merge", "-p", back]);
    await untilApplied(world(), "notes", good);
  });
});

describe("a branch whose history changes", () => {
  const note = "/api/v1/namespaces/default/configmaps/released";
  const textOf = async (): Promise<string | undefined> => {
    const { body } = await world().cluster.api<{ data?: { text: string } }>("GET", note);
    return body.data?.text;
  };
  const file = (text: string): Files => ({ "release/note.yaml": configMap("released", { text }) });

  it("is followed by a force push, back to what was before", async () => {
    const { work } = world();
    await work.checkout("release", "main");
    const first = await work.commit(file("first"), "The first release");
    await work.push();
    await declare(
      world(),
      {
        ...(gitRepository(placesOf(world())) as object),
        metadata: { name: "release", namespace: "default" },
        spec: {
          url: world().repo.cloneUrl,
          interval: "1m",
          ref: { branch: "release" },
          secretRef: { name: "git-auth" },
        },
      },
      kustomization("release", {
        path: "./release",
        targetNamespace: "default",
        sourceRef: { kind: "GitRepository", name: "release" },
      }),
    );
    await untilApplied(world(), "release", { branch: "release", commit: first });
    expect(await textOf()).toBe("first");

    await work.commit(file("second"), "The second release");
    await untilApplied(world(), "release", { branch: "release", commit: await work.push() });
    expect(await textOf()).toBe("second");

    await work.reset(first);
    await work.forcePush();
    await untilApplied(world(), "release", { branch: "release", commit: first });
    expect(await textOf()).toBe("first");
  });

  it("is followed by a force push to a commit that shares nothing with what was before", async () => {
    const { work } = world();
    await work.git("checkout", "--quiet", "--orphan", "fresh");
    const orphan = await work.commit(file("without a past"), "Begin again");
    await work.forcePush("release");
    await untilApplied(world(), "release", { branch: "release", commit: orphan });
    expect(await textOf()).toBe("without a past");
  });

  it("that is deleted makes the GitRepository say which ref is missing, and takes nothing away", async () => {
    const { work } = world();
    await work.deleteBranch("release");
    const ready = await untilUnfetched(world(), "release");
    expect(ready.message).toMatch(/refs\/heads\/release/);
    const source = await gitRepositoryNamed(world(), "release");
    expect(conditionOf(source, "FetchFailed")?.status).toBe("True");
    expect(source.status.artifact?.revision).toMatch(/^release@sha1:/);
    expect(await textOf()).toBe("without a past");
    expect(isReady(await kustomizationNamed(world(), "my-app"))).toBe(true);
    expect(isReady(await gitRepositoryNamed(world(), "my-app"))).toBe(true);
  });

  it("comes back at the same commit when it is pushed again", async () => {
    const { work } = world();
    const commit = await work.push("release");
    const source = await untilStored(world(), "release", { branch: "release", commit });
    expect(conditionOf(source, "FetchFailed")).toBeUndefined();
    await untilApplied(world(), "release", { branch: "release", commit });
  });

  it("comes back at another commit after it was gone once more", async () => {
    const { work } = world();
    await work.deleteBranch("release");
    await untilUnfetched(world(), "release");
    const commit = await work.commit(file("back again"), "Back again");
    await work.push("release");
    await untilApplied(world(), "release", { branch: "release", commit });
    expect(await textOf()).toBe("back again");
  });
});
