import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";
import { kustomizeOracleBinary } from "#test/support/control-plane/binaries.ts";

/** A tree of files by path, the folder in it that is built, and how the objects are sorted. */
export type Question = {
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly reorder?: "none" | "legacy";
};

export type Answer = { readonly yaml: string } | { readonly error: string };

/** The real kustomize as a library in a process of its own. It answers in turn. */
export type Oracle = {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

export async function startOracle(): Promise<Oracle> {
  const binary = await kustomizeOracleBinary();
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(binary, [], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  diesWithUs(child);
  createInterface({ input: child.stderr }).on("line", (line) => {
    // It warns of fields of old, which many a question has.
    if (line !== "" && !line.startsWith("# Warning:")) console.error(line);
  });
  const waiting: ((line: string) => void)[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => waiting.shift()?.(line));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => waiting.splice(0).forEach((answer) => answer('{"error":"the oracle ended"}')));
  return {
    ask: ({ files, path, reorder = "none" }) =>
      new Promise((resolve) => {
        waiting.push((line) => resolve(JSON.parse(line)));
        child.stdin.write(`${JSON.stringify({ files, path, reorder })}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
