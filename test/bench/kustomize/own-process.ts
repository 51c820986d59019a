import { execFile } from "node:child_process";
import { join } from "node:path";

/** What a process of its own builds. */
export type Order = {
  readonly root: string;
  readonly path: string;
  /** The file that the first build is printed to. */
  readonly out: string;
  /** Whether it keeps what helps to build again, as the edge does and a command does not. */
  readonly remembers: boolean;
  /** Files with a path and a text each: after each of these changes it builds again. */
  readonly changes: readonly string[];
  /** Whether the heap is watched, which takes time. */
  readonly heap: boolean;
};

/** Milliseconds, without printing and with it. */
export type Took = { readonly build: number; readonly all: number };

export type Outcome = {
  readonly first: Took;
  readonly rebuilds: readonly Took[];
  /** The most that the heap held until the first was printed, garbage included; the files' bytes lie beside it. */
  readonly peakHeap: number;
  readonly bytesBeside: number;
};

const main = join(import.meta.dirname, "one-process-main.ts");

/** Our engine in a fresh process. */
export function inOwnProcess(order: Order): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, JSON.stringify(order)], (error, stdout, stderr) => {
      if (error) reject(new Error(`our build of ${order.path} failed: ${stderr}`));
      else resolve(JSON.parse(stdout));
    });
  });
}
