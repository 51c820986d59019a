import type { ChildProcess } from "node:child_process";

const living = new Set<ChildProcess>();
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** However this process ends (short of SIGKILL), the child ends too. */
export function diesWithUs(child: ChildProcess): void {
  if (living.size === 0) {
    process.on("exit", killAll);
    for (const signal of endings) process.on(signal, onSignal);
  }
  living.add(child);
  child.once("exit", () => forget(child));
  child.once("error", () => forget(child)); // never started
}

function forget(child: ChildProcess): void {
  if (!living.delete(child) || living.size > 0) return;
  process.off("exit", killAll);
  for (const signal of endings) process.off(signal, onSignal);
}

function killAll(): void {
  for (const child of living) child.kill("SIGKILL");
}

/** Node runs no exit handlers when a signal ends it. Whoever else listens decides when to end; alone, we pass it on. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
