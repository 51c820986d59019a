import { spawn } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";

type GoBuild = {
  /** The folder of the go.mod. */
  readonly module: string;
  /** Where the program's main package is. */
  readonly package: string;
  readonly flags: readonly string[];
  /** The file that the program becomes. */
  readonly output: string;
  readonly env: NodeJS.ProcessEnv;
};

/** Built under another name and then renamed: a build that is cut short leaves nothing that looks whole. */
export async function goBuild({ module, package: main, flags, output, env }: GoBuild): Promise<void> {
  const unfinished = join(dirname(output), `.${process.pid}-${basename(output)}`);
  const args = ["build", ...flags, "-o", unfinished, main];
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn("go", args, { cwd: module, env, stdio: ["ignore", "ignore", "pipe"] });
      diesWithUs(child);
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      child.once("error", reject);
      child.once("close", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`go build ${main} failed:\n${lastLines(said, 15)}`));
      });
    });
    await rename(unfinished, output);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** `3 min 7 s` since then. */
export function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
