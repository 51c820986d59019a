import { spawn } from "node:child_process";

/** Git as if nobody had ever configured it, so that no machine's habits reach a test. No proxy, no prompt. */
export const quietGit: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  ...(process.env["SystemRoot"] === undefined ? {} : { SystemRoot: process.env["SystemRoot"] }),
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
};

type GitCall = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly timeoutMs?: number;
};

const mostOutput = 64 * 1024 * 1024;

/** Runs git and gives what it printed. Anything but exit code 0 throws, with what git said. */
export async function git(args: readonly string[], call: GitCall): Promise<string> {
  const { code, stdout, stderr } = await gitExit(args, call);
  if (code === 0) return stdout;
  throw new Error(`git ${withoutPassword(args.join(" "))}: exit ${code}: ${withoutPassword(stderr.trim())}`);
}

type GitExit = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs git for its exit code: where "no" is an answer and not a mishap. */
export async function gitExit(args: readonly string[], call: GitCall): Promise<GitExit> {
  const { promise, resolve, reject } = Promise.withResolvers<GitExit>();
  const child = spawn("git", args, {
    cwd: call.cwd,
    env: { ...quietGit, ...call.env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: call.timeoutMs ?? 60_000,
    killSignal: "SIGKILL",
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let size = 0;
  const keep = (kept: Buffer[]) => (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostOutput) child.kill("SIGKILL");
    else kept.push(chunk);
  };
  child.stdout.on("data", keep(stdout));
  child.stderr.on("data", keep(stderr));
  child.stdin.on("error", () => undefined); // git may leave before it has read everything
  child.stdin.end(call.stdin ?? "");
  child.on("error", reject);
  child.on("close", (code) =>
    resolve({
      code: code ?? -1,
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
    }),
  );
  return promise;
}

function withoutPassword(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]*@/g, "//");
}
