import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";

export type ServerProcess = {
  readonly name: string;
  readonly pid: number;
  /** How it ended, as the rest of a sentence; undefined while it runs. */
  ended(): string | undefined;
  lastLines(count: number): Promise<string>;
  /** Gone when this resolves. Nothing it holds is worth a slow goodbye: it is a test's server. */
  kill(): Promise<void>;
};

/** A server that writes to `<folder>/<name>.log` and runs until it is killed or this process ends. */
export async function startServer(
  binary: string,
  args: readonly string[],
  { folder }: { readonly folder: string },
): Promise<ServerProcess> {
  const name = basename(binary, ".exe");
  const logFile = join(folder, `${name}.log`);
  const log = openSync(logFile, "w");
  const child = spawn(binary, args, {
    cwd: folder,
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C then reaches us alone, and we end it when we are done with it.
    detached: process.platform !== "win32",
  });
  closeSync(log);
  let ending: string | undefined;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      ending = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(new Error(`${binary} could not be started`, { cause: error })));
  });
  diesWithUs(child);
  child.unref();
  return {
    name,
    pid: child.pid ?? 0,
    ended: () => ending,
    async lastLines(count) {
      const text = await readFile(logFile, "utf8");
      return text.trimEnd().split("\n").slice(-count).join("\n");
    },
    async kill() {
      if (ending !== undefined) return;
      child.ref();
      child.kill("SIGKILL");
      await gone;
    },
  };
}
