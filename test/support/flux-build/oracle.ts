import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { cachedProgram } from "#test/support/go-programs/cached-program.ts";

/** A repository's files by path, and the spec of a Kustomization. */
export type Question = {
  readonly files: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
};

type Answer = { readonly objects: readonly JsonObject[] } | { readonly error: string };

/** What Flux's own libraries build of a Kustomization. It answers in turn. */
export type FluxBuild = {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

export async function startFluxBuild(): Promise<FluxBuild> {
  const binary = await cachedProgram({
    name: "flux-build",
    module: import.meta.dirname,
    called: "Flux's build",
  });
  // What it warns of, of fields of old, is no part of its answer.
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(binary, [], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  diesWithUs(child);
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => waiting.splice(0).forEach((answer) => answer('{"error":"Flux\'s build ended"}')));
  return {
    ask: (question) =>
      new Promise((resolve) => {
        waiting.push((line) => resolve(JSON.parse(line)));
        child.stdin.write(`${JSON.stringify(question)}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
