import { readFile } from "node:fs/promises";

/** What a process holds now, and the most it ever held, in MB of 10⁶ bytes. */
export type Resident = { readonly now: number; readonly peak: number };

export async function residentOf(pid: number): Promise<Resident> {
  const file = `/proc/${pid}/status`;
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new Error(`${file} cannot be read: memory is measured on Linux, of a living process`);
  return { now: line(text, "VmRSS"), peak: line(text, "VmHWM") };
}

function line(text: string, name: string): number {
  const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text) ?? [];
  if (kibibytes === undefined) throw new Error(`/proc gives no ${name}: has the process ended?`);
  return Math.round((Number(kibibytes) * 1_024) / 100_000) / 10;
}
