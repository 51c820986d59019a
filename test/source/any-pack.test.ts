import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobOid, deltaOf, packOf, sealed, type Piece, type Run } from "./pack-builder.ts";
import { readPack, SinkByHand } from "./read-pack.ts";

const subject = "https://git.example.org/acme/fleet";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-packs-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The names of all objects in a pack, by git itself; undefined when it refuses it. */
function asGitDoes(pack: Uint8Array): string[] | undefined {
  const [file, index] = [join(folder, "some.pack"), join(folder, "some.idx")];
  writeFileSync(file, pack);
  rmSync(index, { force: true });
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const made = spawnSync("git", ["index-pack", "-o", index, file], { cwd: folder, env });
  if (made.status !== 0) return undefined;
  const shown = spawnSync("git", ["show-index"], { cwd: folder, env, input: readFileSync(index) });
  const lines = shown.stdout.toString().trim().split("\n");
  return lines.map((line) => line.split(" ")[1] ?? "").toSorted();
}

type Plan = {
  readonly kind: "blob" | "ofs" | "ref";
  /** Which of the others it builds on, as a share of all. */
  readonly base: number;
  /** What a blob holds, or a delta adds. */
  readonly bytes: Uint8Array;
  /** A delta's lie about its sizes, mostly none. */
  readonly lie: readonly [base: number, target: number];
};

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom("blob", "ofs", "ref"),
  base: fc.nat(1_000),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 100 }),
  lie: fc.oneof(
    { weight: 20, arbitrary: fc.constant([0, 0] as const) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })) },
  ),
});

/** A pack of blobs and deltas; those by name build on what comes before or behind them, or on nothing at all. */
function packFrom(plans: readonly Plan[]): Uint8Array<ArrayBuffer> {
  const contents: Uint8Array[] = [];
  const pieces: Piece[] = [];
  const blobs = plans.map(({ bytes }) => new Uint8Array(bytes));
  for (const [i, { kind, base, bytes, lie }] of plans.entries()) {
    const own = blobs[i] ?? new Uint8Array();
    const isFirst = i === 0;
    if (kind === "blob" || (kind === "ofs" && isFirst)) {
      contents.push(own);
      pieces.push({ type: "blob", content: own });
      continue;
    }
    const on = kind === "ofs" ? base % i : base % plans.length;
    // Behind it nothing is known yet but what is whole.
    const source = on < i ? (contents[on] ?? own) : (blobs[on] ?? own);
    const length = Math.min(source.length, 60);
    const runs: Run[] = [{ copy: [source.length - length, length] }, { insert: bytes }];
    const content = new Uint8Array(Buffer.concat([source.subarray(source.length - length), bytes]));
    const delta = deltaOf(source.length + lie[0], content.length + lie[1], runs);
    contents.push(content);
    pieces.push(
      kind === "ofs"
        ? { type: "ofs-delta", base: on, content: delta }
        : { type: "ref-delta", base: blobOid(source), content: delta },
    );
  }
  return packOf(pieces);
}

describe("any pack", () => {
  it("is taken when git takes it, object by object, and refused when git refuses it", async () => {
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(plan, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 400 }),
        async (plans, piece) => {
          const pack = packFrom(plans);
          const sink = new SinkByHand();
          const result = await readPack(pack, { subject, sink, piece });
          const theirs = asGitDoes(pack);
          seen[theirs ? "taken" : "refused"] += 1;
          expect(result.ok).toBe(theirs !== undefined);
          if (theirs) expect([...sink.byOid.keys()].toSorted()).toEqual([...new Set(theirs)]);
          for (const { oid, content } of sink.byOid.values()) expect(blobOid(content)).toBe(oid);
        },
      ),
      { numRuns: 200 },
    );
    // Both must come up, or nothing is shown.
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(10);
  }, 60_000);

  it("stays within its limits, and what is handed over is what its name says", async () => {
    const limits = {
      objectBytes: 120,
      fileBytes: 100,
      deltaDepth: 3,
      inflatedBytes: 1_500,
      heldBytes: 1_000,
      cachedBytes: 600,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(plan, { minLength: 1, maxLength: 25 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }),
        fc.integer({ min: 1, max: 400 }),
        async (plans, bites, piece) => {
          const body = packFrom(plans).slice(0, -20);
          for (const [at, byte] of bites) body[12 + (at % (body.length - 12))] = byte;
          const sink = new SinkByHand();
          const result = await readPack(sealed(body), { subject, sink, piece, limits });
          if (result.ok) expect(result.value.inflatedBytes).toBeLessThanOrEqual(1_500);
          else expect(result.failures[0]?.remedy).not.toBe("");
          for (const { oid, type, content } of sink.byOid.values()) {
            expect(content.length).toBeLessThanOrEqual(type === "blob" ? 100 : 120);
            if (type === "blob") expect(blobOid(content)).toBe(oid);
          }
          for (const size of sink.large.values()) expect(size).toBeGreaterThan(120);
        },
      ),
      { numRuns: 500 },
    );
  });
});
