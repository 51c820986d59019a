import { startRealKustomize, type Order, type RealKustomize } from "./answers.ts";
import { chapters } from "./chapters.ts";
import { reordered, titleOf, writeExpectations } from "./expectations.ts";
import type { Chapter, Story } from "./story.ts";

// Asks the real kustomize for every story again. Look at what Git says has changed: it is what kustomize has changed.
const real = await startRealKustomize();
for (const chapter of chapters) writeExpectations(chapter.name, await expectationsOf(chapter, real));
await real.stop();

async function expectationsOf({ stories }: Chapter, real: RealKustomize): Promise<Map<string, string>> {
  const expectations = new Map<string, string>();
  for (const story of stories) {
    if (story.refused !== undefined) continue;
    const plain = await printed(story, "none", real);
    const legacy = reordered(plain, await printed(story, "legacy", real));
    expectations.set(titleOf(story, "none"), plain);
    if (legacy !== undefined) expectations.set(titleOf(story, "legacy"), legacy);
  }
  return expectations;
}

async function printed(story: Story, order: Order, { answer }: RealKustomize): Promise<string> {
  const given = await answer(story, order);
  if ("error" in given) throw new Error(`kustomize refuses "${story.shows}": ${given.error}`);
  return given.yaml;
}
