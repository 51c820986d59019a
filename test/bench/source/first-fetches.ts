import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Measured } from "#test/bench/measured.ts";
import { residentOf } from "#test/bench/memory.ts";
import { median, rounded, spreadOf, type Spread } from "#test/bench/spread.ts";
import type { LinkedEdge } from "./linked-edge.ts";
import { sizes, type Size } from "./monorepo.ts";
import { ownClone } from "./own-git.ts";
import { following, freshEdge, nameOf, urlOf, type Stage } from "./stage.ts";

type First = {
  readonly milliseconds: number;
  readonly clone: number;
  readonly served: number;
  readonly baseline: number;
  readonly peak: number;
};

/** First fetches of each size by edges that have just begun, beside `git clone --depth=1`. */
export async function measureFirstFetches(stage: Stage): Promise<Measured[]> {
  const { effort, say } = stage;
  const firsts = new Map<Size, First[]>(sizes.map((size) => [size, []]));
  for (let turn = 0; turn < effort.firsts; turn++)
    for (const size of sizes) {
      const first = await firstFetch(stage, size);
      firsts.get(size)?.push(first);
      const { milliseconds, clone, baseline, peak } = first;
      const [ours, theirs] = [Math.round(milliseconds), Math.round(clone)];
      say(`first fetch of ${size} files: ${ours} ms (git clone ${theirs}), memory ${baseline} → ${peak} MB`);
    }
  const peaks = spreadOf(firsts.get(50_000)?.map(({ peak }) => peak) ?? []);
  const bySize = Object.fromEntries([...firsts].map(([size, all]) => [size, told(all)]));
  const { baseline } = bySize["50000"] ?? {};
  return [{ name: "source/first/50000/peak", value: peaks.max, detail: { ...peaks, baseline, bySize } }];
}

type Told = Record<"baseline" | "peak" | "served", number> & {
  readonly milliseconds: Spread;
  readonly clone: Spread;
};

function told(firsts: readonly First[]): Told {
  return {
    milliseconds: spreadOf(firsts.map(({ milliseconds }) => milliseconds)),
    clone: spreadOf(firsts.map(({ clone }) => clone)),
    baseline: rounded(median(firsts.map(({ baseline }) => baseline))),
    peak: Math.max(...firsts.map(({ peak }) => peak)),
    served: median(firsts.map(({ served }) => served)),
  };
}

async function firstFetch(stage: Stage, size: Size): Promise<First> {
  const { server, scratch, repositoryOf } = stage;
  const linked = await freshEdge(stage, `first-${size}`);
  try {
    await sleep(300); // what starting left to do is done by then
    const { pid } = linked.edge;
    // Linux begins to measure the peak anew.
    await writeFile(`/proc/${pid}/clear_refs`, "5");
    const baseline = (await residentOf(pid)).now;
    const asked = server.requests.length;
    const milliseconds = await follow(stage, linked, size);
    const { peak } = await residentOf(pid);
    const served = server.requests.slice(asked).reduce((sum, request) => sum + request.bytes(), 0);
    const clone = (await ownClone(urlOf(stage, size), `${scratch.path}/clone-${nameOf(size)}`)).took;
    return { milliseconds, clone, served, baseline, peak };
  } finally {
    await linked.stop();
  }
  async function follow(stage: Stage, linked: LinkedEdge, size: Size): Promise<number> {
    const commit = repositoryOf(size).oid("main");
    const began = performance.now();
    linked.show([following(urlOf(stage, size), { uid: "first", interval: "6h" })]);
    return (await linked.at("first", commit)) - began;
  }
}
