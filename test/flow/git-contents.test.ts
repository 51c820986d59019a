import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, patchSpec } from "./declared.ts";
import { conditionOf, gitRepositoryNamed, kustomizationNamed, isReady } from "./flux-object.ts";
import { source, untilAt, untilFailing } from "./sources-by-hand.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const scratch = new Scratch();
const server = new GitServer({ root: scratch.path });
let origin = "";

beforeAll(async () => {
  origin = await server.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

const url = (name: string): string => `${origin}/${name}.git`;
const at = (repository: Repository): string => `main@sha1:${repository.oid("main")}`;

/** What a Kustomization of the source's root applies: the names of its ConfigMaps. */
async function appliedFrom(name: string, spec: JsonObject = {}): Promise<string[]> {
  const sourceRef = { kind: "GitRepository", name };
  await declare(world(), kustomization(name, { sourceRef, path: "./", targetNamespace: "default", ...spec }));
  return until(`Kustomization ${name}`, async () => {
    const source = await gitRepositoryNamed(world(), name);
    const object = await kustomizationNamed(world(), name);
    const isCurrent = object.status.lastAppliedRevision === source.status.artifact?.revision;
    if (!isReady(object) || !isCurrent) throw new Error(JSON.stringify(object.status));
    return (object.status.inventory?.entries ?? []).map(({ id }) => id.split("_")[1] ?? "").toSorted();
  });
}

describe("what is left out of a source", () => {
  it("is what .sourceignore and spec.ignore say, and the artifact's digest is of the rest", async () => {
    const repository = scratch.repository("ignoring");
    repository.commit({
      "a.yaml": configMap("kept", {}),
      "docs/b.yaml": configMap("documented", {}),
      "lab/.sourceignore": "/c.yaml\n",
      "lab/c.yaml": configMap("lab-c", {}),
      "lab/d.yaml": configMap("lab-d", {}),
    });
    await declare(world(), source("ignoring", url("ignoring"), { ignore: "/docs/\n" }));
    const { status } = await untilAt(world(), "ignoring", at(repository));
    expect(status).toMatchObject({ observedIgnore: "/docs/\n", artifact: { size: expect.any(Number) } });
    expect(await appliedFrom("ignoring")).toEqual(["kept", "lab-d"]);

    repository.commit({ "docs/b.yaml": configMap("documented", { more: "words" }) });
    const after = await untilAt(world(), "ignoring", at(repository));
    expect(after.status.artifact).toMatchObject({ digest: (status.artifact as { digest?: string }).digest });
  });

  it("is everything beside the folders of a sparse checkout, and one that is not there is named", async () => {
    const repository = scratch.repository("sparse");
    repository.commit({ "one/a.yaml": configMap("one", {}), "two/b.yaml": configMap("two", {}) });
    await declare(world(), source("sparse", url("sparse"), { sparseCheckout: ["./one"] }));
    await untilAt(world(), "sparse", at(repository));
    expect(await appliedFrom("sparse")).toEqual(["one"]);
    await patchSpec(world(), "gitrepository/sparse", { sparseCheckout: ["three"] });
    await untilFailing(world(), "sparse", /sparse checkout dir 'three' does not exist/);
    await patchSpec(world(), "gitrepository/sparse", { sparseCheckout: ["two"] });
    await untilAt(world(), "sparse", at(repository));
    await until("two", async () => (await appliedFrom("sparse")).join() === "two");
  });
});

describe("symbolic links", () => {
  it("are what they lead to, and a change there is a change here", async () => {
    const repository = scratch.repository("linked");
    repository.commit({
      "shared/note.yaml": configMap("shared-one", {}),
      "shared/deep/more.yaml": configMap("deep", {}),
      "apps/own.yaml": configMap("own", {}),
    });
    link(repository, {
      "apps/note.yaml": "../shared/note.yaml",
      "apps/deep": "../shared/deep",
      "apps/again.yaml": "./note.yaml",
      "apps/up": "..",
      "apps/out.yaml": "../../../etc/hostname",
      "apps/broken.yaml": "nowhere.yaml",
      "apps/circle.yaml": "circle.yaml",
      "shared/deep/back": "../../apps",
    });
    await declare(world(), source("linked", url("linked"), { ignore: "again.yaml\n" }));
    await untilAt(world(), "linked", at(repository));
    expect(await appliedFrom("linked", { path: "./apps" })).toEqual(["deep", "own", "shared-one"]);
    repository.commit({ "shared/note.yaml": configMap("shared-two", {}) });
    await untilAt(world(), "linked", at(repository));
    await until("what the link leads to now", async () => {
      return (await appliedFrom("linked", { path: "./apps" })).join() === "deep,own,shared-two";
    });
  });
});

/** A commit with these symbolic links. */
function link(repository: Repository, links: Readonly<Record<string, string>>): void {
  const lines = Object.entries(links).map(
    ([path, target]) => `M 120000 inline ${path}\ndata ${target.length}\n${target}\n`,
  );
  const head = `commit refs/heads/main\ncommitter Some Author <author@example.org> 1800000000 +0100\ndata 4\nLink\nfrom refs/heads/main^0\n`;
  repository.bytes(["fast-import", "--quiet", "--force"], `${head}${lines.join("")}\n`);
}

describe("submodules", () => {
  it("are part of a source that asks for them, theirs too, at the commits that are recorded", async () => {
    const inner = scratch.repository("inner");
    inner.commit({ "x.yaml": configMap("innermost", {}) });
    const library = scratch.repository("library");
    library.commit({ "base/y.yaml": configMap("from-library", {}) });
    nest(library, { path: "inner", url: "../inner.git", commit: inner.oid("main") });
    const outer = scratch.repository("outer");
    outer.commit({ "z.yaml": configMap("own", {}) });
    nest(outer, { path: "lib/library", url: url("library"), commit: library.oid("main") });
    library.commit({ "base/y.yaml": configMap("from-library-later", {}) });

    await declare(world(), source("outer", url("outer"), { recurseSubmodules: true }));
    await untilAt(world(), "outer", at(outer));
    expect(await appliedFrom("outer")).toEqual(["from-library", "innermost", "own"]);
    await patchSpec(world(), "gitrepository/outer", { recurseSubmodules: false });
    await until("only its own", async () => (await appliedFrom("outer")).join() === "own");
  });

  it("that cannot be had are named, with the URL", async () => {
    const broken = scratch.repository("broken");
    broken.commit({ "z.yaml": configMap("own", {}) });
    nest(broken, { path: "gone", url: "../gone.git", commit: "1".repeat(40) });
    await declare(world(), source("broken", url("broken"), { recurseSubmodules: true }));
    await untilFailing(world(), "broken", /submodule gone: .*gone\.git/);
  });
});

/** A commit with a submodule, as `git submodule add` makes it. */
function nest(
  repository: Repository,
  { path, url: from, commit }: { path: string; url: string; commit: string },
): void {
  repository.commit({ ".gitmodules": `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${from}\n` });
  repository.bytes(
    ["fast-import", "--quiet", "--force"],
    `commit refs/heads/main\ncommitter Some Author <author@example.org> 1800000000 +0100\ndata 4\nNest\nfrom refs/heads/main^0\nM 160000 ${commit} ${path}\n\n`,
  );
}

describe("included sources", () => {
  it("are seen at their places, and are followed", async () => {
    const base = scratch.repository("included");
    base.commit({
      "deploy/i.yaml": configMap("included", { text: "one" }),
      "other.yaml": configMap("other", {}),
    });
    const host = scratch.repository("including");
    host.commit({ "own.yaml": configMap("including", {}) });
    const include = [{ repository: { name: "included" }, fromPath: "deploy", toPath: "vendor/deploy" }];
    await declare(world(), source("including", url("including"), { include }));
    const missing = await untilFailing(world(), "including", /could not get resource for include 'included'/);
    expect(missing.reason).toBe("NotFound");
    expect(conditionOf(await gitRepositoryNamed(world(), "including"), "IncludeUnavailable")?.status).toBe(
      "True",
    );

    await declare(world(), source("included", url("included")));
    const { status } = await untilAt(world(), "including", at(host));
    expect(status).toMatchObject({ includedArtifacts: [{ revision: at(base) }], observedInclude: include });
    expect(await appliedFrom("including")).toEqual(["included", "including"]);

    base.commit({ "deploy/i.yaml": configMap("included-anew", { text: "two" }) });
    await until("the new include", async () => {
      return (await appliedFrom("including")).join() === "included-anew,including";
    });
  });

  it("that lead out of the source are refused", async () => {
    const include = [{ repository: { name: "included" }, fromPath: "../..", toPath: "x" }];
    await patchSpec(world(), "gitrepository/including", { include });
    const { reason } = await untilFailing(world(), "including", /leads out of the source/);
    expect(reason).toBe("IllegalPath");
  });
});

describe("what the edge cannot do for a source", () => {
  it("is refused with a reason: a proxy, and an identity of the cluster's cloud", async () => {
    const repository = scratch.repository("refused");
    repository.commit({ "a.yaml": configMap("a", {}) });
    const proxied = source("proxied", url("refused"), { proxySecretRef: { name: "proxy" } });
    const provided = source("provided", url("refused"), { provider: "aws" });
    const lent = source("lent", url("refused"), { provider: "aws", serviceAccountName: "me" });
    await declare(world(), proxied, provided, lent);
    expect(await untilFailing(world(), "proxied", /spec\.proxySecretRef.*Remove the field/)).toMatchObject({
      reason: "UnsupportedField",
    });
    expect(conditionOf(await gitRepositoryNamed(world(), "proxied"), "Stalled")?.status).toBe("True");
    await untilFailing(world(), "lent", /spec\.serviceAccountName.*does not leave the cluster/);
    expect(await untilFailing(world(), "provided", /spec\.provider: "aws"/)).toMatchObject({
      reason: "InvalidProviderConfiguration",
    });
  });
});
