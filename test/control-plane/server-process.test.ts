import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-server-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

// A claim that does not hold leaves processes behind: not past its test.
const started = new Set<number>();
afterEach(() => {
  for (const pid of started) process.kill(pid, "SIGKILL");
  started.clear();
});

/** A program that starts a server, prints its pid, and then does what `last` says. */
function starter(last: string): ReturnType<typeof spawn> {
  const script = `
    import { startServer } from "#test/support/control-plane/server-process.ts";
    const { pid } = await startServer(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { folder: ${JSON.stringify(folder)} });
    process.stdout.write(pid + "\\n", () => { ${last} });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid } = child;
  if (pid !== undefined) {
    started.add(pid);
    child.once("exit", () => started.delete(pid));
  }
  return child;
}

async function pidFrom(child: ReturnType<typeof spawn>): Promise<number> {
  if (!child.stdout) throw new Error("no stdout");
  for await (const line of createInterface(child.stdout)) {
    const pid = Number(line);
    started.add(pid);
    return pid;
  }
  throw new Error("printed no pid");
}

/** A killed process is a zombie until its new parent has noticed. */
async function isGone(pid: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const ps = spawn("ps", ["-o", "stat=", "-p", String(pid)]);
  let printed = "";
  ps.stdout.on("data", (text) => (printed += text));
  ps.once("close", () => resolve(printed.trim()));
  const state = await promise;
  const gone = state === "" || state.startsWith("Z");
  if (gone) started.delete(pid);
  return gone;
}

describe("a server", () => {
  it("ends when the process that started it is told to end, and that process ends as it was told", async () => {
    const child = starter("setInterval(() => {}, 1e6)");
    const pid = await pidFrom(child);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
    await expect.poll(() => isGone(pid)).toBe(true);
  });

  it("ends when the process that started it exits by itself", async () => {
    const child = starter("process.exit(7)");
    const pid = await pidFrom(child);
    await expect.poll(() => isGone(pid)).toBe(true);
  });

  it("does not keep that process from ending", async () => {
    const child = starter("");
    const pid = await pidFrom(child);
    await expect.poll(() => isGone(pid), { timeout: 5_000 }).toBe(true);
  });
});
