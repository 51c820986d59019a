import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FigureName } from "#test/bench/figures.ts";
import type { Measured } from "#test/bench/measured.ts";
import { median, rounded, spreadOf } from "#test/bench/spread.ts";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import type { BuildRoot } from "./build-root.ts";
import { crdRoot } from "./crd-root.ts";
import { mixedRoot } from "./mixed-root.ts";
import { inOwnProcess, type Order, type Outcome } from "./own-process.ts";
import { realBuild } from "./real-build.ts";
import { seedRoot } from "./seed-root.ts";

export type BuildEffort = {
  /** Builds of each path, ours and theirs by turns. */
  readonly builds: number;
  /** Processes that build again, and how often each of them does. */
  readonly processes: number;
  readonly rebuilds: number;
};

export type BuildBench = {
  readonly effort: BuildEffort;
  readonly wants: (name: FigureName) => boolean;
  readonly keep: (measured: readonly Measured[]) => void;
  readonly say: (line: string) => void;
};

/** Our engine beside the real kustomize, on roots that it writes to disk first. What differs by a byte is an error. */
export async function measureBuilds(bench: BuildBench): Promise<void> {
  for (const root of [seedRoot, mixedRoot(), crdRoot()]) {
    const folder = await mkdtemp(join(tmpdir(), "plumbline-bench-"));
    try {
      for (const [path, text] of Object.entries(root.files)) await write(join(folder, "root", path), text);
      await measureRoot({ ...bench, root, folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

type AtRoot = BuildBench & { readonly root: BuildRoot; readonly folder: string };

async function measureRoot(at: AtRoot): Promise<void> {
  const { root, wants, keep } = at;
  if (wants(`kustomize/${root.name}/ratio`)) keep([await besideTheirs(at)]);
  if (root.name !== "mixed1000") return;
  if (wants("kustomize/mixed1000/warm-ratio")) keep([await afterChanges(at)]);
  if (wants("kustomize/mixed1000/peak-heap")) keep([await atItsPeak(at)]);
}

/** Side by side, so that both meet the same machine. */
async function besideTheirs(at: AtRoot): Promise<Measured> {
  const { root, folder, effort, say } = at;
  const binary = await kustomizeBinary();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < effort.builds; turn++)
    for (const path of root.paths) {
      const [own, real] = [join(folder, "ours.yaml"), join(folder, "theirs.yaml")];
      const { first } = await inOwnProcess(orderOf(at, path));
      ours.push(first.all);
      theirs.push(await realBuild(binary, join(folder, "root", path), real));
      if (!(await readFile(own)).equals(await readFile(real)))
        throw new Error(`${root.name}: what we build of ${path} is not what kustomize builds`);
    }
  const [own, real] = [spreadOf(ours), spreadOf(theirs)];
  say(`${root.name}: ${own.p50} ms, the real kustomize ${real.p50} ms`);
  const value = rounded(own.p50 / real.p50);
  return { name: `kustomize/${root.name}/ratio`, value, detail: { ...own, binary: real } };
}

/** What a process that has built before takes to build again when one file has changed. */
async function afterChanges(at: AtRoot): Promise<Measured> {
  const { root, folder, effort, say } = at;
  const changes: string[] = [];
  for (let turn = 0; turn < effort.rebuilds; turn++) {
    const file = join(folder, `change-${turn}.json`);
    await write(file, JSON.stringify(root.change(turn)));
    changes.push(file);
  }
  const outcomes: Outcome[] = [];
  for (let turn = 0; turn < effort.processes; turn++)
    outcomes.push(await inOwnProcess({ ...orderOf(at), remembers: true, changes }));
  const middle = (took: (outcome: Outcome) => readonly number[]): number =>
    rounded(median(outcomes.flatMap(took)));
  const warm = spreadOf(outcomes.flatMap(({ rebuilds }) => rebuilds.map(({ build }) => build)));
  const cold = middle(({ first }) => [first.build]);
  say(`${root.name}: ${warm.p50} ms after a change, ${cold} ms at first`);
  const detail = {
    ...warm,
    cold,
    // Right after the first build the compiler is still at work.
    second: middle(({ rebuilds }) => rebuilds.slice(0, 1).map(({ build }) => build)),
    printed: middle(({ rebuilds }) => rebuilds.map(({ all }) => all)),
    coldPrinted: middle(({ first }) => [first.all]),
  };
  return { name: "kustomize/mixed1000/warm-ratio", value: rounded(warm.p50 / cold), detail };
}

/** The heap at its fullest in a process that nobody holds short, in MB of 10⁶ bytes: Node itself and garbage included. */
async function atItsPeak(at: AtRoot): Promise<Measured> {
  const { root, effort, say } = at;
  const [peaks, beside]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < effort.processes; turn++) {
    const { peakHeap, bytesBeside } = await inOwnProcess({ ...orderOf(at), remembers: true, heap: true });
    peaks.push(peakHeap / 1e6);
    beside.push(bytesBeside / 1e6);
  }
  const peak = spreadOf(peaks);
  say(`${root.name}: ${peak.p50} MB of heap at most`);
  const detail = { ...peak, bytesBeside: rounded(median(beside)) };
  return { name: "kustomize/mixed1000/peak-heap", value: peak.p50, detail };
}

function orderOf({ root, folder }: AtRoot, path: string = root.paths[0] ?? ""): Order {
  const out = join(folder, "ours.yaml");
  return { root: join(folder, "root"), path, out, remembers: false, changes: [], heap: false };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
