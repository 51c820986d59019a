import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kustomizationFields } from "#shared/kustomize/kustomization-fields.ts";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { commandAnswer, orders, ourAnswer, startRealKustomize, type RealKustomize } from "./answers.ts";
import { chapters } from "./chapters.ts";
import { expectedIn, readExpectations, titleOf } from "./expectations.ts";
import { differences } from "./stories/differences.ts";

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

  it.each(stories.flatMap((story) => (story.refused ? [{ ...story, refused: story.refused }] : [])))(
    "$shows, which is refused",
    async (story) => {
      const { code, theirs, ours } = story.refused;
      const kustomize = await real?.answer(story, "none");
      expect({ ours: ourAnswer(story, "none"), kustomize }).toEqual({
        ours: { error: expect.stringContaining(ours), codes: [code] },
        kustomize: { error: expect.stringContaining(theirs) },
      });
    },
  );

  it("every story has a title of its own, and every expectation a story", () => {
    const titles = stories.map(({ shows }) => shows);
    expect(titles).toEqual([...new Set(titles)]);
    const known = new Set(stories.flatMap((story) => orders.map((order) => titleOf(story, order))));
    expect([...expectations.keys()].filter((title) => !known.has(title))).toEqual([]);
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

  it.each(chapters.flatMap(({ stories }) => stories.find(({ refused }) => refused === undefined) ?? []))(
    "are told alike by kustomize's command and its library: $shows",
    async (story) => {
      const command = await commandAnswer(await kustomizeBinary(), story, "legacy");
      expect(await real?.answer(story, "legacy")).toEqual(command);
    },
  );
});

it.each(differences)("we differ from kustomize, as docs/kustomize.md says: $shows", async (story) => {
  const ours = ourAnswer(story, "none");
  const theirs = await real?.answer(story, "none");
  expect({ ours: "codes" in ours ? ours.codes : ["builds"], theirs }).toEqual({
    ours: [story.ours],
    theirs: { [story.kustomize === "builds" ? "yaml" : "error"]: expect.any(String) },
  });
});
