import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, declare } from "#test/flow/declared.ts";
import { kustomizationNamed } from "#test/flow/flux-object.ts";
import { source } from "#test/flow/sources-by-hand.ts";
import { worldOfThisFile } from "#test/flow/world-of-this-file.ts";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { until } from "#test/support/until.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { growthOf, mostGrowth } from "./growth.ts";

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

/** What it cost until main's newest commit was applied: bytes from the host, and MB by which the edge grew at the most. */
async function costOf(
  repository: Repository,
  name: string,
  begin: () => Promise<void>,
): Promise<{ readonly served: number; readonly grown: number }> {
  const asked = server.requests.length;
  const revision = `main@sha1:${repository.oid("main")}`;
  const isApplied = async (): Promise<boolean> =>
    (await kustomizationNamed(world(), name)).status.lastAppliedRevision === revision;
  const grown = await growthOf(world().edge().pid, async () => {
    await begin();
    await until(`${name} at ${revision}`, isApplied, { within: 90_000 });
  });
  const requests = server.requests.slice(asked).filter(({ url }) => url.startsWith(`/${name}.git`));
  return { served: requests.reduce((sum, { bytes }) => sum + bytes(), 0), grown };
}

/** Declares a source, and a Kustomization of its folder `app`. */
function firstCost(repository: Repository, name: string): ReturnType<typeof costOf> {
  const sourceRef = { kind: "GitRepository", name };
  const app = kustomization(name, { sourceRef, path: "./app", targetNamespace: "default" });
  return costOf(repository, name, () => declare(world(), source(name, `${origin}/${name}.git`), app));
}

describe("a repository of 50,000 files", () => {
  it("costs the names in its folders at first, and then what a commit changed", async () => {
    const repository = scratch.repository("many");
    const files: Record<string, string> = { "app/a.yaml": configMap("many", { value: "1" }) };
    for (let i = 0; i < 50_000; i++)
      files[`teams/${i % 50}/${i % 2_500}/${i}.yaml`] = configMap(`many-${i}`, { value: `${i}` });
    repository.commit(files);
    const first = await firstCost(repository, "many");
    expect(first.served).toBeLessThan(2_000_000);
    expect(first.grown).toBeLessThan(mostGrowth);

    repository.commit({ "app/a.yaml": configMap("many", { value: "2" }) });
    const next = await costOf(repository, "many", async () => undefined);
    expect(next.served).toBeLessThan(5_000);
    expect(next.grown).toBeLessThan(mostGrowth / 8);
  });
});

describe("a repository of 300 MB, of which one is YAML", () => {
  /** Nothing in it can be compressed, or made of anything else in it. */
  function heavy(name: string): Repository {
    const repository = scratch.repository(name);
    repository.git("config", "core.compression", "0");
    repository.git("config", "core.bigFileThreshold", "500k");
    const yaml = (at: string): string =>
      configMap(`${name}-${at}`, { noise: randomBytes(1_600).toString("hex") });
    for (let part = 0; part < 6; part++) {
      const files: Record<string, Uint8Array | string> = {};
      for (let i = 0; i < 50; i++) {
        files[`media/${part}/${i}.bin`] = randomBytes(1_000_000);
        files[`app/${part}-${i}.yaml`] = yaml(`${part}-${i}`);
      }
      repository.commit(files);
    }
    return repository;
  }

  it("sends the YAML, and nothing else", async () => {
    const { served, grown } = await firstCost(heavy("heavy"), "heavy");
    expect(served).toBeGreaterThan(500_000);
    expect(served).toBeLessThan(1_500_000);
    expect(grown).toBeLessThan(mostGrowth);
  });

  it("takes no more memory where the host offers no filter, and all of it comes", async () => {
    const repository = heavy("unfiltered");
    repository.git("config", "uploadpack.allowFilter", "false");
    const { served, grown } = await firstCost(repository, "unfiltered");
    expect(served).toBeGreaterThan(300_000_000);
    expect(grown).toBeLessThan(mostGrowth);

    repository.commit({ "app/new.yaml": configMap("unfiltered-new", {}) });
    const next = await costOf(repository, "unfiltered", async () => undefined);
    expect(next.served).toBeLessThan(50_000);
  });
});
