import * as fc from "fast-check";
import { dump } from "js-yaml";
import { beforeAll, describe, expect, it } from "vitest";
import { realKustomize } from "#test/kustomize/real-kustomize.ts";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { strategicMerge } from "#shared/merge/strategic-merge.ts";
import { casesOfDirectives } from "./cases-of-directives.ts";
import { casesOfJsonPatches } from "./cases-of-json-patches.ts";
import { casesOfLists } from "./cases-of-lists.ts";
import { casesOfMappings } from "./cases-of-mappings.ts";
import { casesOfOddLists } from "./cases-of-odd-lists.ts";
import { casesOfTypes } from "./cases-of-types.ts";
import { casesRefused } from "./cases-refused.ts";
import { operationsIn, widget, widgetText } from "./json-patch-case.ts";
import { objectIn, objectText } from "./merge-case.ts";
import { randomPair } from "./random-pair.ts";

const minutes = 60_000;
let binary = "";
beforeAll(async () => {
  binary = await kustomizeBinary();
}, 20 * minutes);

type Job = { readonly target: string; readonly patch: string };

/** All of them in one build, for starting the program is what takes the time. */
async function builtTogether(jobs: readonly Job[]) {
  return realKustomize(
    binary,
    {
      "kustomization.yaml": JSON.stringify({
        resources: ["all.yaml"],
        patches: jobs.map(({ patch }) => ({ patch })),
      }),
      "all.yaml": jobs.map(({ target }) => target).join("---\n"),
    },
    ".",
  );
}

async function expectTheSame(jobs: readonly Job[], gives: readonly unknown[]): Promise<void> {
  const real = await builtTogether(jobs);
  if (!real.ok) throw new Error(real.error);
  expect(JSON.parse(JSON.stringify(gives))).toEqual(real.manifests);
}

describe("the real kustomize says so too", () => {
  const cases = [
    ...casesOfMappings,
    ...casesOfLists,
    ...casesOfTypes,
    ...casesOfDirectives,
    ...casesOfOddLists,
  ].map((one, at) => ({ one, id: `n${at}` }));

  it("of every case", async () => {
    const jobs = cases.map(({ one, id }) => ({
      target: objectText(one, one.target, id),
      patch: objectText(one, one.patch, id),
    }));
    const left = cases.filter(({ one }) => one.gives !== "deleted");
    await expectTheSame(
      jobs,
      left.map(({ one, id }) => objectIn(objectText(one, one.gives, id))),
    );
  });

  it.each(casesRefused)("and refuses $name", async (one) => {
    const real = await builtTogether([
      { target: objectText(one, one.target), patch: objectText(one, one.patch) },
    ]);
    expect(real.ok ? "built" : real.error).toContain(one.refused);
  });

  it("of JSON patches", async () => {
    const gives = casesOfJsonPatches.flatMap((one, at) => ("gives" in one ? [{ ...one, id: `n${at}` }] : []));
    const real = await realKustomize(
      binary,
      {
        "kustomization.yaml": JSON.stringify({
          resources: ["all.yaml"],
          patchesJson6902: gives.map(({ operations, id }) => ({
            target: { group: "example.com", version: "v1", kind: "Widget", name: id },
            patch: JSON.stringify(operationsIn(operations)),
          })),
        }),
        "all.yaml": gives.map(({ spec, id }) => widgetText(spec, id)).join("---\n"),
      },
      ".",
    );
    if (!real.ok) throw new Error(real.error);
    expect(real.manifests.map((one) => (one as { spec: unknown }).spec)).toEqual(
      gives.map(({ gives }) => JSON.parse(JSON.stringify(widget(gives)["spec"]))),
    );
  });
});

describe("the real kustomize merges the same", () => {
  it.each([
    { about: "what people write", options: {} },
    { about: "directives", options: { directed: true } },
    { about: "what nobody would write", options: { directed: true, odd: true } },
  ])("of $about", async ({ options }) => {
    const pairs = fc.sample(randomPair(options), { numRuns: 150, seed: 20_263 }).flatMap((pair, at) => {
      const metadata = { name: `n${at}` };
      const target = { ...pair.target, metadata };
      const patch = { ...pair.patch, metadata };
      const merged = strategicMerge(target, patch, { schemas: builtInSchemas });
      return merged.outcome === "refused" ? [] : [{ target, patch, merged }];
    });
    // In block style, where text is in quotes only when it has to be: a JSON text would be quoted everywhere.
    const jobs = pairs.map(({ target, patch }) => ({ target: dump(target), patch: dump(patch) }));
    await expectTheSame(
      jobs,
      pairs.flatMap(({ merged }) => (merged.outcome === "merged" ? [merged.value] : [])),
    );
  });
});
