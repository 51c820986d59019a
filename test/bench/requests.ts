import { setTimeout as sleep } from "node:timers/promises";
import { requestsBetween, requestTotals } from "#test/support/control-plane/request-total.ts";
import type { Cluster } from "#test/support/control-plane/cluster.ts";
import type { BenchWorld } from "./bench-world.ts";
import type { FigureName } from "./figures.ts";
import type { Measured } from "./measured.ts";
import { fileOf, type BenchObject } from "./objects.ts";
import { deliver, pushQuietly } from "./push.ts";
import { median, spreadOf } from "./spread.ts";

type Counts = ReadonlyMap<string, number>;

/** Longer than a push takes until it is settled, so that the idle time it is compared with is as long. */
const windowMs = 2_500;

/**
 * Counts what the API server is asked from a push until its status and Events are written. The server does not say
 * who asked, so an idle window of the same length is counted before each push and taken off. Only ConfigMaps are
 * changed: with them no controller has anything to do.
 */
export async function countRequests(bench: BenchWorld): Promise<Measured[]> {
  const { world, objects, effort, say } = bench;
  const configMaps = objects.filter(({ kind }) => kind === "ConfigMap");
  const rounds: Counts[] = [];
  const idle: number[] = [];
  const { cluster } = world;
  for (let turn = 0; turn < effort.counted; turn++) {
    const object = configMaps[turn % configMaps.length];
    if (!object) break;
    const push = await ready(bench, object, `counted-${turn}`);
    const background = await during(cluster, async () => undefined);
    const whole = await during(cluster, push);
    const caused = difference(whole, background);
    rounds.push(caused);
    idle.push(sum(background));
    say(`requests of push ${turn + 1} of ${effort.counted}: ${sum(caused)}`);
  }
  const split = splitOf(rounds);
  const name = `push/${objects.length}/requests` as FigureName;
  const ofSplit = rounds.map((round) => sum(new Map([...round].filter(([asked]) => split.has(asked)))));
  const detail = {
    ...spreadOf(ofSplit),
    split: Object.fromEntries(split),
    // With what others asked by chance in one of the two windows: it may be less than the push's own.
    everything: spreadOf(rounds.map(sum)),
    idle: median(idle),
  };
  return [{ name, value: sum(split), detail }];
}

/** A push that is in Git already and only has to be told of; settled when what it gives resolves. */
async function ready(bench: BenchWorld, object: BenchObject, value: string): Promise<() => Promise<void>> {
  const commit = await pushQuietly(bench, { [object.file]: fileOf(object, value) });
  return async () => {
    await deliver(bench);
    await bench.pulse.settled(commit);
  };
}

async function during(cluster: Cluster, work: () => Promise<void>): Promise<Counts> {
  const before = await counts(cluster);
  const began = performance.now();
  await work();
  const left = windowMs - (performance.now() - began);
  if (left < 0)
    throw new Error(`a push took ${Math.round(windowMs - left)} ms to settle, longer than the idle window`);
  await sleep(left);
  return requestsBetween(before, await counts(cluster));
}

/**
 * Without what goes on whatever is pushed: watches are counted when they end, leases are renewed and the server's own
 * schema is read all the time, by turns in this window or in the idle one.
 */
async function counts(cluster: Cluster): Promise<Counts> {
  const totals = requestTotals(await cluster.metrics(), { withoutWatches: true });
  return new Map([...totals].filter(([asked]) => !/ leases$|metrics|z$|openapi/.test(asked)));
}

function difference(whole: Counts, background: Counts): Counts {
  const asked = new Set([...whole.keys(), ...background.keys()]);
  return new Map([...asked].map((key) => [key, (whole.get(key) ?? 0) - (background.get(key) ?? 0)]));
}

function sum(counts: Counts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** By verb and resource, each its median: what others asked by chance in one window is in no median. */
function splitOf(rounds: readonly Counts[]): Counts {
  const asked = [...new Set(rounds.flatMap((round) => [...round.keys()]))].sort();
  const medians = asked.map((key): [string, number] => [
    key,
    median(rounds.map((round) => round.get(key) ?? 0)),
  ]);
  return new Map(medians.filter(([, count]) => count > 0));
}
