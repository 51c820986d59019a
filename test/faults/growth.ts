import { writeFile } from "node:fs/promises";
import { residentOf } from "#test/bench/memory.ts";

/** What the platform gives an object, in MB. The process holds more, but by no more may it grow. */
export const mostGrowth = 128;

/** By how many MB a process grew at the most while this was done. */
export async function growthOf(pid: number, work: () => Promise<void>): Promise<number> {
  // Linux measures the peak anew from here on.
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  const { now } = await residentOf(pid);
  await work();
  return (await residentOf(pid)).peak - now;
}
