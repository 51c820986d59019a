import { orders, startRealKustomize, type RealKustomize } from "./answers.ts";
import { chapters } from "./chapters.ts";
import { titleOf, writeExpectations } from "./expectations.ts";
import type { Chapter } from "./story.ts";

// Asks the real kustomize for every story again. Look at what Git says has changed: it is what kustomize has changed.
const real = await startRealKustomize();
for (const chapter of chapters) writeExpectations(chapter.name, await expectationsOf(chapter, real));
await real.stop();

async function expectationsOf({ stories }: Chapter, { answer }: RealKustomize): Promise<Map<string, string>> {
  const expectations = new Map<string, string>();
  for (const story of stories) {
    if (story.refused !== undefined) continue;
    for (const order of orders) {
      const given = await answer(story, order);
      if ("error" in given) throw new Error(`kustomize refuses "${story.shows}": ${given.error}`);
      if (order === "none" || expectations.get(story.shows) !== given.yaml)
        expectations.set(titleOf(story, order), given.yaml);
    }
  }
  return expectations;
}
