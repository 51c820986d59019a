import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { includesOf, type Included } from "#functions/dispatch/included.ts";
import { MirrorStore } from "#functions/dispatch/mirror-store.ts";
import type { Artifact } from "#shared/model/delivery.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const artifact: Artifact = {
  revision: `main@sha1:${"a".repeat(40)}`,
  digest: "sha256:00",
  size: 1,
  url: "",
  path: "",
  lastUpdateTime: "",
};

/** What the first of these sources includes; each is given with the names of those that it includes itself. */
function included(sources: Readonly<Record<string, readonly string[]>>): Promise<Included> {
  const resources = Object.entries(sources).map(([name, names]): Resource => {
    const include = names.map((one) => ({ repository: { name: one } }));
    const spec = { url: `https://git.example.com/${name}`, include };
    const uid = `${name}-uid`;
    return { kind: "GitRepository", namespace: "default", name, uid, generation: 1, labels: {}, spec };
  });
  const stub = env.CLUSTER.getByName(unusedName("shop"));
  return runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const mirror = new MirrorStore(sql);
    await mirror.take(
      { type: "mirror", complete: true, resources, gone: [], credentials: [] },
      async (text) => text,
    );
    const [first] = resources;
    if (!first) throw new Error("there is none");
    return includesOf(first, { mirror, artifactOf: () => artifact });
  });
}

describe("what a source includes", () => {
  it("is each source at its place, with what that includes itself", async () => {
    expect(await included({ app: ["lib"], lib: ["base"], base: [] })).toMatchObject({
      includes: [{ artifact, toPath: "lib", includes: [{ toPath: "base", includes: [] }] }],
    });
  });

  it("has an end where sources include one another", async () => {
    expect(await included({ app: ["lib"], lib: ["app"] })).toMatchObject({
      includeTrouble: { reason: "NoArtifact", message: expect.stringContaining("in a circle") },
    });
  });

  it("is not many in each of many", async () => {
    const ten = Array.from({ length: 10 }, () => "next");
    expect(await included({ app: ten, next: [] })).toMatchObject({ includes: { length: 10 } });
    const many = { app: ten, next: Array.from({ length: 10 }, () => "last"), last: [] };
    expect(await included(many)).toMatchObject({
      includeTrouble: { message: expect.stringContaining("more than 50") },
    });
  });
});
