import { randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

type Waiting = {
  readonly log: (line: string) => void;
  /** What whoever holds the folder is making there. */
  readonly making: string;
};

/**
 * Test files run side by side, and on a new machine each of them finds nothing built: one builds, the others wait.
 * It saves minutes and guards nothing: were two to build, the later rename would put the same file in place.
 */
export async function aloneIn(
  folder: string,
  { log, making }: Waiting,
  work: () => Promise<void>,
): Promise<void> {
  const lock = join(folder, "building.pid");
  const ours = join(folder, `.${process.pid}-${randomUUID()}.pid`);
  await writeFile(ours, String(process.pid));
  try {
    for (let told = false; !(await takes(lock, ours));) {
      const holder = await holderOf(lock);
      if (holder === undefined) continue;
      if (!told) log(`another run (process ${holder}) is building ${making}: waiting for it …`);
      told = true;
      await sleep(500);
    }
    try {
      await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(ours, { force: true });
  }
}

/** A link appears whole or not at all: nobody reads a lock whose holder is not written yet. */
async function takes(lock: string, ours: string): Promise<boolean> {
  try {
    await link(ours, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Who holds the lock; undefined when nobody does any more (the lock is then gone). */
async function holderOf(lock: string): Promise<number | undefined> {
  try {
    const holder = Number(await readFile(lock, "utf8"));
    const age = Date.now() - (await stat(lock)).mtimeMs;
    // Past an hour the number belongs to somebody else by now, or to another machine that shared its cache.
    if (isAlive(holder) && age < 3_600_000) return holder;
    await rm(lock, { force: true });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // alive, and another user's
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
