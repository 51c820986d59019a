import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { interruptedBy, runMark } from "./run-command.ts";
import type { Tally } from "./tally.ts";

type Process = { readonly pid: number; readonly command: string };

/**
 * Ends every process that the run started and that still lives, and fails when there was one: a test that leaves
 * an API server behind breaks the next run, on a machine where nobody looks. Only Linux tells.
 */
export async function leftRunning(): Promise<Tally> {
  const interrupted = interruptedBy() !== undefined;
  if (interrupted) for (const { pid } of marked()) signal(pid, "SIGTERM");
  // workerd and etcd need a moment to go after they were told to.
  for (let patience = 20; patience > 0 && marked().length > 0; patience--) await pause(150);
  const stragglers = marked();
  for (const { pid, command } of stragglers) {
    console.log(`still running: ${pid} ${command}`);
    signal(pid, "SIGKILL");
  }
  // After Ctrl-C the tests had no chance to tidy up, so it is no fault of theirs.
  if (interrupted) return { passed: 0, failed: 0, skipped: [] };
  return { passed: stragglers.length === 0 ? 1 : 0, failed: stragglers.length === 0 ? 0 : 1, skipped: [] };
}

function marked(): readonly Process[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => read(`/proc/${name}/environ`).split("\0").includes(runMark))
    .map((name) => ({
      pid: Number(name),
      command: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim(),
    }));
}

/** "" when the process is gone, or is somebody else's. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
