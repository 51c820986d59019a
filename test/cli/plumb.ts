import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The project's folder. */
export const house = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type From = { readonly cwd: string; readonly env?: NodeJS.ProcessEnv };

/** Runs `plumb` as a process of its own. */
export function plumb(args: readonly string[], from: From): Promise<Ended> {
  return ended(process.execPath, [join(house, "infra/cli/main.ts"), ...args], from);
}

/** Runs it as people do who have not installed it. */
export function npmRunPlumb(args: readonly string[], from: From): Promise<Ended> {
  return ended("npm", ["--prefix", house, "run", "-s", "plumb", "--", ...args], from);
}

export function ended(program: string, args: readonly string[], { cwd, env = {} }: From): Promise<Ended> {
  // What npm has told whoever runs the tests is not meant for what they start.
  const { npm_lifecycle_event: _, INIT_CWD: __, ...inherited } = process.env;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...inherited, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A folder with these files, for as long as a test runs. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "plumb-test-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

export const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
