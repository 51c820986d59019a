import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { fluxRulesProgram } from "./rules-program.ts";

/** What Flux's own libraries say. It answers in turn. */
export type FluxRules = {
  /** The tags within the range, the newest first; why the range cannot be read. */
  readonly matching: (
    range: string,
    tags: readonly string[],
  ) => Promise<readonly string[] | { error: string }>;
  /** Of each entry, whether the ignore files leave it out. Folders are paths; "" is the root. */
  readonly leftOut: (ignore: readonly IgnoreText[], entries: readonly Entry[]) => Promise<readonly boolean[]>;
  /** How the object is; why that cannot be told. */
  readonly health: (object: JsonObject) => Promise<Health | { error: string }>;
  readonly stop: () => Promise<void>;
};

type Health = { readonly status: string; readonly message: string };

export type IgnoreText = { readonly folder: string; readonly text: string };

export type Entry = { readonly path: string; readonly isFolder: boolean };

type Answer = {
  readonly matching: readonly string[];
  readonly leftOut: readonly boolean[];
  readonly health?: Health;
  readonly error?: string;
};

export async function startFluxRules(): Promise<FluxRules> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(await fluxRulesProgram(), [], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  diesWithUs(child);
  const waiting: { answer: (given: Answer) => void; fail: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.answer(JSON.parse(line)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => waiting.splice(0).forEach(({ fail }) => fail(new Error("Flux's rules ended"))));
  const ask = (question: object): Promise<Answer> =>
    new Promise((answer, fail) => {
      waiting.push({ answer, fail });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  return {
    matching: async (range, tags) => {
      const { matching, error } = await ask({ range, tags });
      return error === undefined ? matching : { error };
    },
    leftOut: async (ignore, entries) => {
      const { leftOut } = await ask({
        ignore: ignore.map(({ folder, text }) => ({ folder: folder === "" ? [] : folder.split("/"), text })),
        paths: entries.map(({ path, isFolder }) => ({ path: path.split("/"), folder: isFolder })),
      });
      return leftOut;
    },
    health: async (object) => {
      const { health, error = "no answer" } = await ask({ object });
      return health ?? { error };
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
