import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kustomizationFields } from "#shared/kustomize/kustomization-fields.ts";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { commandAnswer, orders, ourAnswer, startRealKustomize, type RealKustomize } from "./answers.ts";
import { chapters } from "./chapters.ts";
import { expectedIn, readExpectations, titleOf } from "./expectations.ts";

const minutes = 60_000;
let real: RealKustomize | undefined;
beforeAll(async () => {
  real = await startRealKustomize();
}, 20 * minutes);
afterAll(() => real?.stop());

describe.each(chapters)("$name:", ({ name, stories }) => {
  const expectations = readExpectations(name);

  it.each(stories.filter(({ refused }) => refused === undefined))("$shows", async (story) => {
    for (const order of orders) {
      const yaml = expectedIn(expectations, story, order);
      const kustomize = await real?.answer(story, order);
      expect({ ours: ourAnswer(story, order), kustomize }).toEqual({ ours: { yaml }, kustomize: { yaml } });
    }
  });

  it.each(stories.flatMap((story) => (story.refused ? [{ ...story, ...story.refused }] : [])))(
    "$shows, which is refused",
    async ({ words, code, ...story }) => {
      const error = expect.stringContaining(words);
      const kustomize = await real?.answer(story, "none");
      expect({ ours: ourAnswer(story, "none"), kustomize }).toEqual({
        ours: { error, codes: [code] },
        kustomize: { error },
      });
    },
  );

  it("every story has a title of its own, and every expectation a story", () => {
    const titles = stories.map(({ shows }) => shows);
    expect(titles).toEqual([...new Set(titles)]);
    const known = stories.flatMap((story) => orders.map((order) => titleOf(story, order)));
    expect([...expectations.keys()].filter((title) => !known.includes(title))).toEqual([]);
  });
});

describe("the stories", () => {
  const stories = chapters.flatMap((chapter) => chapter.stories);

  it("tell of every field that a kustomization may have", () => {
    const told = stories.flatMap(({ files }) =>
      Object.entries(files).flatMap(([path, content]) =>
        /kustomization/i.test(path) && typeof content === "string" ? [content] : [],
      ),
    );
    const untold = kustomizationFields.filter((field) => !told.some((text) => text.includes(`${field}:`)));
    expect(untold).toEqual([]);
  });

  it.each(chapters)(
    "are told alike by kustomize's command and its library: the first of $name",
    async ({ stories }) => {
      const [story] = stories;
      if (story === undefined || real === undefined) throw new Error("there is no story to compare");
      const answer = await commandAnswer(await kustomizeBinary(), story, "legacy");
      expect(await real.answer(story, "legacy")).toEqual(answer);
    },
  );
});
