import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { startWorld, type World } from "#test/support/world/world.ts";

/** One world for a test file: started before its first test, ended and taken away after its last. */
export function worldOfThisFile(): () => World {
  let folder = "";
  let world: World | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plumbline-flow-"));
    world = await startWorld({ folder, log: () => undefined });
  });
  afterAll(async () => {
    await world?.stop();
    // Kept on request, for its logs.
    if (process.env["PLUMBLINE_KEEP"] === undefined) await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (!world) throw new Error("The world of this file has not been started");
    return world;
  };
}
