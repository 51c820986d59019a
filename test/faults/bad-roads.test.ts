import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { configMap, declare, patchSpec } from "#test/flow/declared.ts";
import { gitRepositoryNamed, kustomizationNamed, untilApplied } from "#test/flow/flux-object.ts";
import { source, untilAt, untilFailing } from "#test/flow/sources-by-hand.ts";
import { worldOfThisFile } from "#test/flow/world-of-this-file.ts";
import { BadRoad, type Hazard } from "#test/source/bad-road.ts";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { chainOf, packOf, sealed } from "#test/source/pack-builder.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { growthOf, mostGrowth } from "./growth.ts";

const world = worldOfThisFile();
const scratch = new Scratch();
const server = new GitServer({ root: scratch.path });
const road = new BadRoad();
let origin = "";

beforeAll(async () => {
  origin = await road.start(await server.start());
});
afterAll(async () => {
  await road[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

afterEach(() => {
  road.hazard = undefined;
});

const revisionOf = (repository: Repository): string => `main@sha1:${repository.oid("main")}`;

/** So many that a pack of them does not come in one piece. */
function files(value: string): Record<string, string> {
  const all = Array.from({ length: 100 }, (_, i) => [
    `app/${i}.yaml`,
    configMap(`road-${i}`, { value, noise: randomBytes(500).toString("hex") }),
  ]);
  return Object.fromEntries(all);
}

describe("a pack that comes to harm on its way", () => {
  let repository: Repository;
  beforeAll(async () => {
    repository = scratch.repository("road");
    repository.commit(files("at first"));
    const sourceRef = { kind: "GitRepository", name: "road" };
    await declare(
      world(),
      source("road", `${origin}/road.git`),
      kustomization("road", { sourceRef, path: "./app", targetNamespace: "default" }),
    );
    await untilApplied(world(), "road", repository.oid("main"));
  });

  /** A blob that declares `size` bytes in front of this stream. */
  const declaring = (size: number, stream: Uint8Array): Buffer => {
    const header = [0xb0 | (size % 16)];
    for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128))
      header.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    return Buffer.concat([Buffer.from(header), stream]);
  };
  const packHead = (count: number): Buffer => {
    const head = Buffer.from("PACK\0\0\0\u0002\0\0\0\0", "latin1");
    head.writeUInt32BE(count, 8);
    return head;
  };
  const zeros = 100_000_000;

  it.each<[string, Hazard, RegExp]>([
    ["is cut off in the middle", { type: "cut", after: 40_000 }, /connection broke|cannot be reached/],
    ["stops to come", { type: "stall", after: 40_000 }, /connection broke: .*timeout/],
    [
      "lacks its end",
      { type: "pack", instead: (pack) => pack.subarray(0, pack.length - 30_000) },
      /the pack that the host sent .*cut short/,
    ],
    [
      "has a byte changed",
      {
        type: "pack",
        instead: (pack) => {
          pack[20_000] = (pack[20_000] ?? 0) ^ 0x40;
          return pack;
        },
      },
      /the pack that the host sent has an object \(at byte \d+\)/,
    ],
    [
      "is another than was asked for",
      { type: "pack", instead: () => packOf([{ type: "blob", content: new Uint8Array(9) }]) },
      /answered without it/,
    ],
    [
      "chains more deltas than git does",
      { type: "pack", instead: () => packOf(chainOf(4_096).pieces) },
      /a chain of more than 4095 deltas/,
    ],
    [
      "declares more than there is room for",
      {
        type: "pack",
        instead: () => sealed(Buffer.concat([packHead(1), declaring(2 ** 40, deflateSync(Buffer.alloc(9)))])),
      },
      /inflates to more than/,
    ],
    [
      "is small and inflates to gigabytes",
      {
        type: "pack",
        instead: () => {
          const entry = declaring(zeros, deflateSync(Buffer.alloc(zeros)));
          return sealed(Buffer.concat([packHead(20), ...Array.from({ length: 20 }, () => entry)]));
        },
      },
      /inflates to more than/,
    ],
  ])(
    "because it %s is named with a remedy, the last artifact stays, and the next try brings all of it",
    async (value, hazard, words) => {
      const timeout = hazard.type === "stall" ? "2s" : "60s";
      await patchSpec(world(), "gitrepository/road", { timeout });
      const before = (await gitRepositoryNamed(world(), "road")).status.artifact?.revision;
      road.hazard = hazard;
      road.harmed = 0;
      const commit = repository.commit(files(value));
      const grown = await growthOf(world().edge().pid, async () => {
        await untilFailing(world(), "road", words);
      });
      expect(grown).toBeLessThan(mostGrowth);
      const { reason, message } = await untilFailing(world(), "road", words);
      expect(reason).toBe("GitOperationFailed");
      expect(message).toMatch(/\. [A-Z].*/s);
      expect(road.harmed).toBeGreaterThan(0);
      const { status } = await gitRepositoryNamed(world(), "road");
      expect(status.artifact?.revision).toBe(before);
      expect((await kustomizationNamed(world(), "road")).status.lastAppliedRevision).toBe(before);

      road.hazard = undefined;
      await untilApplied(world(), "road", commit);
      await untilAt(world(), "road", `main@sha1:${commit}`);
      const path = "/api/v1/namespaces/default/configmaps/road-99";
      const { body } = await world().cluster.api<{ data: { value: string } }>("GET", path);
      expect(body.data.value).toBe(value);
    },
  );
});

describe("a host", () => {
  it("that speaks no protocol version 2 is told so, and taken up once it does", async () => {
    const repository = scratch.repository("aged");
    repository.commit({ "a.yaml": configMap("aged", {}) });
    road.hazard = { type: "ages" };
    await declare(world(), source("aged", `${origin}/aged.git`));
    const { message } = await untilFailing(world(), "aged", /version 2/);
    expect(message).toContain("Git-Protocol");
    road.hazard = undefined;
    await untilAt(world(), "aged", revisionOf(repository));
  });

  it("with a repository of SHA-256 is told what to do", async () => {
    scratch.repository("modern", "--object-format=sha256").commit({ "a.yaml": "a" });
    await declare(world(), source("modern", `${origin}/modern.git`));
    const { message } = await untilFailing(world(), "modern", /sha256/);
    expect(message).toContain("--object-format=sha1");
  });

  it("with an empty repository is waited for, until there is a first commit", async () => {
    const repository = scratch.repository("empty");
    await declare(world(), source("empty", `${origin}/empty.git`));
    expect(await untilFailing(world(), "empty", /git repository is empty/)).toMatchObject({
      reason: "EmptyGitRepository",
    });
    repository.commit({ "a.yaml": configMap("no-longer-empty", {}) });
    await untilAt(world(), "empty", revisionOf(repository));
  });

  it("that offers no filters gives everything, and of a change what changed", async () => {
    const repository = scratch.repository("unfiltered");
    repository.git("config", "uploadpack.allowFilter", "false");
    repository.commit({ "app/a.yaml": configMap("unfiltered", {}), "large.bin": randomBytes(1_000_000) });
    const sourceRef = { kind: "GitRepository", name: "unfiltered" };
    await declare(
      world(),
      source("unfiltered", `${origin}/unfiltered.git`),
      kustomization("unfiltered", { sourceRef, path: "./app", targetNamespace: "default" }),
    );
    await untilApplied(world(), "unfiltered", repository.oid("main"));
    const asked = server.requests.length;
    const commit = repository.commit({ "app/a.yaml": configMap("unfiltered", { more: "words" }) });
    await untilApplied(world(), "unfiltered", commit);
    const bytes = server.requests.slice(asked).reduce((sum, request) => sum + request.bytes(), 0);
    expect(bytes).toBeLessThan(50_000);
    await patchSpec(world(), "gitrepository/unfiltered", { suspend: true });
  });
});
