import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { delimiter, resolve } from "node:path";

/** In the environment of everything that this run starts, at whatever depth, so that it can be found again. */
export const runMark = `PLUMBLINE_RUN=${randomUUID()}`;

const root = resolve(import.meta.dirname, "..", "..");
/** How long an interrupted command may take to clean up after itself, in milliseconds. */
const grace = 10_000;

let interrupted: NodeJS.Signals | undefined;
let stopCurrent: ((signal: NodeJS.Signals) => void) | undefined;

export function interruptedBy(): NodeJS.Signals | undefined {
  return interrupted;
}

/** The first Ctrl-C lets what is running end in order; the second one ends it. */
export function stopOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      stopCurrent?.(interrupted === undefined ? signal : "SIGKILL");
      interrupted = signal;
    });
}

/**
 * Runs one of the project's own tools to its end, its output going straight to ours, and gives its exit code.
 * It gets a process group of its own, so that Ctrl-C reaches all of it through us, once.
 */
export function runCommand(
  [tool = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [markName = "", markValue = ""] = runMark.split("=");
  const child = spawn(tool, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      ...env,
      [markName]: markValue,
      PATH: [resolve(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
    },
  });
  let lastResort: NodeJS.Timeout | undefined;
  stopCurrent = (signal) => {
    signalGroup(child.pid, signal);
    lastResort ??= setTimeout(() => signalGroup(child.pid, "SIGKILL"), grace);
  };
  return new Promise((ended) => {
    const end = (code: number): void => {
      stopCurrent = undefined;
      clearTimeout(lastResort);
      // On Linux `leftRunning` looks first at what is left, so that it can say so.
      if (process.platform !== "linux") signalGroup(child.pid, "SIGKILL");
      ended(code);
    };
    child.on("error", (cause) => {
      console.error(`${tool} does not start: ${cause.message}. Does \`npm ci\` end well?`);
      end(1);
    });
    child.on("exit", (code) => end(code ?? 1));
  });
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // The group has ended by itself.
  }
}
