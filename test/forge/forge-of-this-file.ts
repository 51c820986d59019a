import { afterAll, beforeAll } from "vitest";
import { worldOfThisFile } from "#test/flow/world-of-this-file.ts";
import { startForge, type Forge } from "#test/support/forge/forge.ts";
import type { World } from "#test/support/world/world.ts";

/** A world and a forge beside it, for a test file: started before its first test, ended after its last. */
export function forgeOfThisFile(): { readonly world: () => World; readonly forge: () => Forge } {
  const world = worldOfThisFile();
  let forge: Forge | undefined;
  beforeAll(async () => {
    forge = await startForge({ folder: `${world().folder}/forge`, log: console.log });
  });
  afterAll(() => forge?.stop());
  return {
    world,
    forge: () => {
      if (!forge) throw new Error("The forge of this file has not been started");
      return forge;
    },
  };
}
