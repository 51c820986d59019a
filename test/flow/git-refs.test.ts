import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { until } from "#test/support/until.ts";
import { declare, patchSpec } from "./declared.ts";
import { gitRepositoryNamed, type Condition } from "./flux-object.ts";
import { source, untilAt as untilSourceAt, untilFailing as untilSourceFailing } from "./sources-by-hand.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const scratch = new Scratch();
const server = new GitServer({ root: scratch.path });
let origin = "";
let app: Repository;

beforeAll(async () => {
  origin = await server.start();
  app = scratch.repository("app");
  app.commit({ "a.yaml": "# one\n" }, { message: "One" });
  app.git("tag", "v1.0.0");
  app.commit({ "a.yaml": "# two\n" }, { message: "Two" });
  app.git("tag", "--annotate", "--message", "Two", "v1.1.0");
  app.commit({ "a.yaml": "# three\n" }, { message: "Three" });
  app.git("tag", "v2.0.0-rc.1");
  app.git("update-ref", "refs/pull/7/head", "v1.1.0^0");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

async function follow(name: string, ref: JsonObject, repository = "app"): Promise<void> {
  await declare(world(), source(name, `${origin}/${repository}.git`, { ref }));
}
const untilAt = (name: string, revision: string): Promise<unknown> => untilSourceAt(world(), name, revision);
const untilFailing = (name: string, words: RegExp): Promise<Condition> =>
  untilSourceFailing(world(), name, words);

describe("a GitRepository follows", () => {
  it("a branch, wherever it goes: on, back, and elsewhere by force", async () => {
    await follow("branch", { branch: "main" });
    await untilAt("branch", `main@sha1:${app.oid("main")}`);
    app.git("update-ref", "refs/heads/main", app.oid("v1.0.0"));
    await untilAt("branch", `main@sha1:${app.oid("v1.0.0")}`);
    app.commit({ "a.yaml": "# other\n" }, { message: "Another past" });
    await untilAt("branch", `main@sha1:${app.oid("main")}`);
    app.git("update-ref", "refs/heads/main", app.oid("v2.0.0-rc.1"));
    await untilAt("branch", `main@sha1:${app.oid("v2.0.0-rc.1")}`);
  });

  it("a tag, light or annotated, to its commit", async () => {
    await follow("light", { tag: "v1.0.0" });
    await follow("annotated", { tag: "v1.1.0" });
    await untilAt("light", `v1.0.0@sha1:${app.oid("v1.0.0")}`);
    await untilAt("annotated", `v1.1.0@sha1:${app.oid("v1.1.0^0")}`);
  });

  it("the newest version in a range, and the next one when it is pushed", async () => {
    await follow("versions", { semver: ">=1.0.0 <2.0.0" });
    await follow("candidates", { semver: ">=1.0.0-0" });
    await untilAt("versions", `v1.1.0@sha1:${app.oid("v1.1.0^0")}`);
    await untilAt("candidates", `v2.0.0-rc.1@sha1:${app.oid("v2.0.0-rc.1")}`);
    app.git("tag", "v1.2.0", "v1.0.0");
    await untilAt("versions", `v1.2.0@sha1:${app.oid("v1.0.0")}`);
  });

  it("any ref by its full name, and a commit by its id, with a branch or without", async () => {
    const commit = app.oid("v1.0.0");
    await follow("named", { name: "refs/pull/7/head" });
    await follow("pinned", { commit });
    await follow("pinned-on-branch", { commit, branch: "main" });
    await untilAt("named", `refs/pull/7/head@sha1:${app.oid("v1.1.0^0")}`);
    await untilAt("pinned", `sha1:${commit}`);
    await untilAt("pinned-on-branch", `main@sha1:${commit}`);
  });
});

describe("a GitRepository whose ref", () => {
  it("is deleted says so with a way out, keeps its artifact, and goes on when it is back", async () => {
    app.git("branch", "feature", "v1.0.0");
    await follow("feature", { branch: "feature" });
    await untilAt("feature", `feature@sha1:${app.oid("v1.0.0")}`);
    app.git("branch", "-D", "feature");
    const { reason, message } = await untilFailing(
      "feature",
      /couldn't find remote ref "refs\/heads\/feature"/,
    );
    expect([reason, message]).toEqual([
      "GitOperationFailed",
      expect.stringContaining("Push it, or name another"),
    ]);
    const { status } = await gitRepositoryNamed(world(), "feature");
    expect(status.artifact?.revision).toBe(`feature@sha1:${app.oid("v1.0.0")}`);
    app.git("branch", "feature", "v1.1.0^0");
    await untilAt("feature", `feature@sha1:${app.oid("v1.1.0^0")}`);
  });

  it("matches no version, or is no range, says so", async () => {
    await follow("none", { semver: ">=9" });
    await follow("nonsense", { semver: "not a range" });
    await untilFailing("none", /no match found for semver: >=9\. Push a tag/);
    await untilFailing("nonsense", /not a range/);
  });

  it("lies in an empty repository says so, until there is a first commit", async () => {
    const empty = scratch.repository("empty");
    await follow("empty", { branch: "main" }, "empty");
    expect(await untilFailing("empty", /git repository is empty/)).toMatchObject({
      reason: "EmptyGitRepository",
    });
    empty.commit({ "a.yaml": "# first\n" });
    await untilAt("empty", `main@sha1:${empty.oid("main")}`);
  });
});

describe("GitRepositories of one URL", () => {
  it("ask the host together: one look at the refs a time, however many they are", async () => {
    const names = ["one", "two", "three", "four"];
    for (const name of names) await follow(name, { branch: "main" });
    for (const name of names) await untilAt(name, `main@sha1:${app.oid("main")}`);
    const { items } = (
      await world().cluster.api<{ items: { metadata: { name: string } }[] }>(
        "GET",
        "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories",
      )
    ).body;
    for (const { metadata } of items)
      if (!names.includes(metadata.name))
        await patchSpec(world(), `gitrepository/${metadata.name}`, { suspend: true });
    await until("quiet", async () => {
      const before = server.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const asked = server.requests.length - before;
      return asked > 0 && asked <= 3;
    });
  });
});
