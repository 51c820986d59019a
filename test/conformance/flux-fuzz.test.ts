import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import { startFluxBuild, type FluxBuild } from "#test/support/flux-build/oracle.ts";
import { edgeBuild, fluxBuild } from "./flux-build.ts";
import { randomQuestion } from "./random-spec.ts";

const minutes = 60_000;
let flux: FluxBuild;
beforeAll(async () => {
  flux = await startFluxBuild();
}, 20 * minutes);
afterAll(() => flux.stop());

const runs = Number(process.env["FUZZ_RUNS"] ?? 100);

it(
  "a hundred random specs over random trees come out as Flux builds them",
  async () => {
    let built = 0;
    await fc.assert(
      fc.asyncProperty(randomQuestion, async (question) => {
        const theirs = await fluxBuild(flux, question);
        const ours = await edgeBuild(question);
        // A crash of theirs is no answer.
        if ("refused" in theirs && theirs.refused.includes("panic")) return;
        // Flux's common metadata takes the place of labels that are no text, which no API server would take from us.
        if ("objects" in ours && !ours.objects.every(hasTextualMarks)) return;
        if ("refused" in theirs) expect({ theirs, ours: "refused" in ours }).toEqual({ theirs, ours: true });
        else expect(ours).toEqual(theirs);
        if ("objects" in ours) built++;
      }),
      { numRuns: runs },
    );
    expect(built).toBeGreaterThan(runs / 10);
  },
  runs * 3_000,
);

function hasTextualMarks({ metadata }: JsonObject): boolean {
  if (!isJsonObject(metadata)) return false;
  return [metadata["labels"], metadata["annotations"]].every(
    (marks = {}) => isJsonObject(marks) && Object.values(marks).every((value) => typeof value === "string"),
  );
}
