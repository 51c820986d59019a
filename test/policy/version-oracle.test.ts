import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newestVersions, parseConstraint, satisfies } from "#shared/policy/semver.ts";
import { compareVersions, parseVersion } from "#shared/policy/version.ts";
import { startFluxRules, type FluxRules } from "#test/support/flux-rules/oracle.ts";

let flux: FluxRules;
beforeAll(async () => {
  flux = await startFluxRules();
}, 120_000);
afterAll(() => flux.stop());

/** What people write, and with `odd` what breaks readers: the oddities are rare, or nothing would ever be read. */
function rangesAndTags(odd: boolean): fc.Arbitrary<readonly [string, string[]]> {
  const pick = (usual: readonly string[], rare: readonly string[]): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...usual) },
      { weight: odd ? 1 : 0, arbitrary: fc.constantFrom(...rare) },
    );
  const joined = (parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((texts) => texts.join(""));
  const number = pick(
    ["0", "1", "2", "3", "10"],
    ["00", "01", "18446744073709551615", "18446744073709551616"],
  );
  const segment = pick(["0", "1", "2", "3", "x", "*"], ["X", "**", "1x", "|", "1|2", "", "-1", "١", "01"]);
  const word = pick(
    ["0", "1", "2", "10", "rc", "a", "B", "1a"],
    ["-", "--1", "x", "01", "18446744073709551616", "99999999999999999999", ""],
  );
  const dotted = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("."));
  const sometimes = (before: string): fc.Arbitrary<string> =>
    fc.option(dotted, { freq: 3 }).map((text) => (text === null ? "" : before + text));
  const tail = fc.oneof(fc.constant(""), joined([sometimes("-"), sometimes("+")]));
  const numbers = (unit: fc.Arbitrary<string>, sizes: fc.ArrayConstraints): fc.Arbitrary<string> =>
    fc.array(unit, sizes).map((units) => units.join("."));
  const tag = joined([
    pick(["", "v"], ["V", "vv", "release-", " "]),
    numbers(number, odd ? { minLength: 1, maxLength: 4 } : { minLength: 3, maxLength: 3 }),
    tail,
  ]);
  const version = joined([
    fc.constantFrom("", "", "v"),
    numbers(segment, { minLength: 1, maxLength: 3 }),
    tail,
  ]);
  const space = pick(["", "", " "], ["  ", "\t", "\u00A0", "\v", "\n"]);
  const operator = pick(
    ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"],
    ["==", "!", "~=", "^^", "<>", "=~", "><"],
  );
  const term = fc.oneof(
    { weight: 4, arbitrary: joined([space, operator, space, version]) },
    { weight: 1, arbitrary: joined([version, pick([" - "], ["  -\t", " -", "- "]), version]) },
  );
  const between = pick([" ", ", ", ",", " , ", " || ", "||"], ["|", " | ", ",,", "  "]);
  const more = fc.array(joined([between, term]), { maxLength: odd ? 4 : 2 }).map((texts) => texts.join(""));
  return fc.tuple(joined([term, more, space]), fc.uniqueArray(tag, { minLength: 1, maxLength: 30 }));
}

const anyText = fc.string({
  unit: fc.constantFrom(...Array.from("0123.xX*|v-+aA=!<>~^, \t")),
  maxLength: 24,
});
const everything = fc.oneof(
  { weight: 4, arbitrary: rangesAndTags(false) },
  { weight: 3, arbitrary: rangesAndTags(true) },
  { weight: 1, arbitrary: fc.tuple(anyText, fc.constant(["1.0.0", "0.1.2", "2.3.1-a"])) },
);
const manyTags = rangesAndTags(true).map(([, tags]) => tags);

describe("beside Masterminds/semver and fluxcd/pkg's version", () => {
  it("every range takes the same tags, and is refused where theirs is", async () => {
    await fc.assert(
      fc.asyncProperty(everything, async ([text, tags]) => {
        const theirs = await flux.matching(text, tags);
        const ours = parseConstraint(text);
        expect({ text, read: ours.ok }).toEqual({ text, read: !("error" in theirs) });
        if ("error" in theirs || !ours.ok) return;
        const taken = tags.filter((candidate) => {
          const version = parseVersion(candidate);
          return version !== undefined && satisfies(version, ours.value);
        });
        expect(taken.toSorted()).toEqual(theirs.toSorted());
      }),
      { numRuns: 3_000 },
    );
  });

  it("tags stand in the same order, and the newest are at its top", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(">=0-0", "*", "<3", "^1-0 || ~2"), manyTags, async (text, tags) => {
        const theirs = await flux.matching(text, tags);
        const range = parseConstraint(text);
        if ("error" in theirs || !range.ok) throw new Error(`${text} is no range`);
        const versions = theirs.flatMap((candidate) => parseVersion(candidate) ?? []);
        for (const [at, version] of versions.slice(1).entries()) {
          const above = versions[at];
          expect(above && compareVersions(above, version)).toBeGreaterThanOrEqual(0);
        }
        const newest = newestVersions(tags, range.value);
        expect(newest.toSorted()).toEqual(theirs.slice(0, newest.length).toSorted());
        const next = versions[newest.length];
        if (versions[0] && next) expect(compareVersions(versions[0], next)).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
