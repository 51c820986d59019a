import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, patchSpec, runApplication } from "./declared.ts";
import {
  conditionOf,
  gitRepositoryNamed,
  kustomizationNamed,
  untilApplied,
  untilRefused,
} from "./flux-object.ts";
import { aMoment, appliesOf } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();

/** Another host, which anybody may read from: git under its names, and files below /files/. */
const scratch = new Scratch();
const files = new Map<string, string>();
const elsewhere = new GitServer({
  root: scratch.path,
  instead: ({ url = "" }, response) => {
    if (!url.startsWith("/files/")) return false;
    const text = files.get(url.slice("/files/".length));
    response.writeHead(text === undefined ? 404 : 200).end(text);
    return true;
  },
});
let origin = "";
let other: Repository;
let commit = "";
let looks = 0;

beforeAll(async () => {
  origin = await elsewhere.start();
  other = scratch.repository("other");
  await runApplication(world());
  await patchSpec(world(), "gitrepository/my-app", { interval: "1h" });
});
afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

const listing = (...resources: readonly string[]): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: far-\nresources:\n${resources.map((one) => `  - ${one}\n`).join("")}`;

const base = (text: string): Parameters<Repository["commit"]>[0] => ({
  "base/kustomization.yaml": "resources:\n  - note.yaml\n",
  "base/note.yaml": configMap("note", { text }),
});

async function push(...resources: readonly string[]): Promise<string> {
  const { work } = world();
  await work.commit({ "far/kustomization.yaml": listing(...resources) }, "Name what lies elsewhere");
  commit = await work.push();
  return commit;
}

async function textOf(name: string): Promise<string | undefined> {
  const path = `/api/v1/namespaces/default/configmaps/far-${name}`;
  return (await world().cluster.api<{ data?: { text: string } }>("GET", path)).body.data?.text;
}

/** Once the source was looked at again, with nobody telling of a push. */
async function lookedAgain(): Promise<void> {
  const token = `look ${(looks += 1)}`;
  const annotation = `reconcile.fluxcd.io/requestedAt=${token}`;
  await world().cluster.kubectl(["annotate", "--overwrite", "gitrepository/my-app", annotation]);
  await until(`the answer to "${token}"`, async () => {
    const { status } = await gitRepositoryNamed(world(), "my-app");
    return status.lastHandledReconcileAt === token;
  });
}

async function untilText(name: string, text: string): Promise<void> {
  await until(`${name}: ${text}`, async () => (await textOf(name)) === text);
}

describe("a base in another repository", () => {
  it("is fetched and applied", async () => {
    other.commit(base("one"));
    await push(`${origin}/other.git//base?ref=main`);
    await declare(world(), kustomization("far", { path: "./far", targetNamespace: "default" }));
    await untilApplied(world(), "far", commit);
    expect(await textOf("note")).toBe("one");
  });

  it("is not fetched again, and nothing is applied, while its branch stays", async () => {
    const applies = await appliesOf(world());
    const before = elsewhere.requests.length;
    await lookedAgain();
    await aMoment(world());
    expect(await appliesOf(world())).toBe(applies);
    const since = elsewhere.requests.slice(before);
    expect(since.map(({ method }) => method)).toEqual(["POST"]); // the branch is looked up, no more
  });

  it("is applied anew at the next look when its branch has moved", async () => {
    other.commit(base("two"));
    await lookedAgain();
    await untilText("note", "two");
    await untilApplied(world(), "far", commit);
  });

  it("is had at its default branch, at a tag, and at a commit, which then stays", async () => {
    await push(`${origin}/other.git//base`);
    await untilApplied(world(), "far", commit);
    expect(await textOf("note")).toBe("two");

    other.git("tag", "--annotate", "--message", "one", "v1", "main^");
    await push(`${origin}/other.git//base?ref=v1`);
    await untilApplied(world(), "far", commit);
    expect(await textOf("note")).toBe("one");

    await push(`${origin}/other.git//base?ref=${other.oid("main")}`);
    await untilApplied(world(), "far", commit);
    expect(await textOf("note")).toBe("two");
    const before = elsewhere.requests.length;
    await lookedAgain();
    await aMoment(world());
    expect(elsewhere.requests.length).toBe(before);
  });

  it("at a ref that is not there is refused with file, line and remedy, and had once it is there", async () => {
    await push(`${origin}/other.git//base?ref=later`);
    const { reason, message } = await untilRefused(world(), "far", commit);
    expect(reason).toBe("BuildFailed");
    expect(message).toMatch(/far\/kustomization\.yaml:5.*no branch or tag "later"\. Correct \?ref=/s);

    other.git("branch", "later", "main");
    await lookedAgain();
    await untilApplied(world(), "far", commit);
  });

  it("at a short commit id is refused, with the whole one as the way out", async () => {
    await push(`${origin}/other.git//base?ref=${other.oid("main").slice(0, 10)}`);
    const { message } = await untilRefused(world(), "far", commit);
    expect(message).toMatch(/far\/kustomization\.yaml:5.*all 40 digits/s);
  });

  it("at a commit that is not there is refused", async () => {
    await push(`${origin}/other.git//base?ref=${"c0ffee".padEnd(40, "0")}`);
    const { message } = await untilRefused(world(), "far", commit);
    expect(message).toMatch(/far\/kustomization\.yaml:5.*other\.git: .*c0ffee/s);
  });

  it("that leads to another by a path of its own, and to files that are no YAML, is had whole", async () => {
    other.commit({
      "app/kustomization.yaml": "resources: [../base]\nconfigMapGenerator: [{name: conf, files: [a.conf]}]\n",
      "app/a.conf": "a = 1\n",
    });
    await push(`${origin}/other.git//app?ref=main`);
    const { status } = await untilApplied(world(), "far", commit);
    expect(status.inventory?.entries.map(({ id }) => id.replace(/-[a-z0-9]{10}_/, "_")).toSorted()).toEqual([
      "default_far-conf__ConfigMap",
      "default_far-note__ConfigMap",
    ]);
  });

  it("by SSH is refused, with the https form as the way out", async () => {
    await push("git@github.com:acme/web//base", "ssh://git@git.example.com:22/acme/web.git");
    const { message } = await untilRefused(world(), "far", commit);
    expect(message).toMatch(/far\/kustomization\.yaml:5.*https:\/\/github\.com\/acme\/web$/m);
    expect(message).toMatch(/far\/kustomization\.yaml:6.*https:\/\/git\.example\.com\/acme\/web\.git$/m);
  });

  it("in the repository itself is had with the source's own credential", async () => {
    const { work, repo } = world();
    await work.commit({ "base/kustomization.yaml": "resources: [own.yaml]\n" }, "A base");
    await work.commit({ "base/own.yaml": configMap("own", { text: "mine" }) }, "And what is in it");
    await work.push();
    await push(`${repo.cloneUrl}//base?ref=main`);
    await untilApplied(world(), "far", commit);
    expect(await textOf("own")).toBe("mine");
  });

  it("in another repository of the source's host is asked for without that credential", async () => {
    const { git } = world();
    const closed = await git.createRepository("closed");
    await push(`${closed.cloneUrl}//base?ref=main`);
    const { message } = await untilRefused(world(), "far", commit);
    expect(message).toMatch(/far\/kustomization\.yaml:5.*fetched without one\. Commit a copy/s);
  });
});

describe("a file elsewhere", () => {
  it("is fetched and applied, and applied anew when it has changed", async () => {
    files.set("late.yaml", configMap("late", { text: "one" }));
    await push(`${origin}/files/late.yaml`);
    await untilApplied(world(), "far", commit);
    expect(await textOf("late")).toBe("one");
    files.set("late.yaml", configMap("late", { text: "two" }));
    await lookedAgain();
    await untilText("late", "two");
  });

  it("that is too large, or not there, is refused with file, line and remedy", async () => {
    files.set("large.yaml", `# ${"x".repeat(25 * 1024 * 1024)}\n`);
    await push(`${origin}/files/large.yaml`, `${origin}/files/gone.yaml`);
    const { message } = await untilRefused(world(), "far", commit);
    expect(message).toMatch(/far\/kustomization\.yaml:5.*larger than 25 MiB\. Commit to this repository/);
    expect(message).toMatch(/far\/kustomization\.yaml:6.*HTTP 404\. Correct the URL/);
  });
});

describe("an edge with REMOTE_RESOURCES = off", () => {
  it("fetches nothing from elsewhere, says so, and does again when it is on", async () => {
    await push(`${origin}/other.git//base?ref=main`);
    await untilApplied(world(), "far", commit);
    await world().restartEdge({ remoteResources: "off" });
    const before = elsewhere.requests.length;
    await lookedAgain();
    const { message } = await until("the refusal", async () => {
      const ready = conditionOf(await kustomizationNamed(world(), "far"), "Ready");
      return ready?.status === "False" && ready;
    });
    expect(message).toMatch(/far\/kustomization\.yaml:5.*remote resources are off here\. Commit a copy/s);
    expect(elsewhere.requests.length).toBe(before);
    expect(await textOf("note")).toBe("two");

    await world().restartEdge({ remoteResources: "on" });
    await until("the base", async () => {
      await lookedAgain();
      return conditionOf(await kustomizationNamed(world(), "far"), "Ready")?.status === "True";
    });
  });
});
