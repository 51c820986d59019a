import { setTimeout as sleep } from "node:timers/promises";
import type { BenchWorld } from "./bench-world.ts";
import type { Measured } from "./measured.ts";
import { residentOf } from "./memory.ts";

/** What the relay holds before there is anything to do, and beside it what the edge does. */
export async function measureIdleRelay(bench: BenchWorld): Promise<Measured[]> {
  const { world, effort } = bench;
  await rest(bench);
  const { now, peak } = await residentOf(world.relay().pid);
  const edge = (await residentOf(world.edge().pid)).now;
  return [{ name: "memory/relay/0", value: now, detail: { peak, edge, idleSeconds: effort.idleSeconds } }];
}

/** What relay and edge hold with the application applied, after the work and again after a rest. */
export async function measureLoaded(bench: BenchWorld): Promise<Measured[]> {
  const { world, effort } = bench;
  const { idleSeconds } = effort;
  const pids = [
    ["memory/relay/1000", world.relay().pid],
    ["memory/edge/1000", world.edge().pid],
  ] as const;
  const busy = await Promise.all(pids.map(([, pid]) => residentOf(pid)));
  await rest(bench);
  return Promise.all(
    pids.map(async ([name, pid], index) => {
      const { now, peak } = await residentOf(pid);
      return { name, value: now, detail: { peak, beforeIdle: busy[index]?.now, idleSeconds } };
    }),
  );
}

async function rest({ effort, say }: BenchWorld): Promise<void> {
  say(`${effort.idleSeconds} s of rest before memory is read`);
  await sleep(effort.idleSeconds * 1_000);
}
