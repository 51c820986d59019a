import { readFile } from "node:fs/promises";

/** Linux counts a process's time in these, whatever the machine. */
const ticksOfASecond = 100;

/** What a process and its threads have used of processors so far, in milliseconds; right to ten of them. */
export async function processorTimeOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The program's name stands in brackets, and may have any letters in it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return ((user + system) / ticksOfASecond) * 1_000;
}
