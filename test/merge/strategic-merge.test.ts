import { describe, expect, it } from "vitest";
import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { strategicMerge } from "#shared/merge/strategic-merge.ts";
import { casesOfDirectives } from "./cases-of-directives.ts";
import { casesOfLists } from "./cases-of-lists.ts";
import { casesOfMappings } from "./cases-of-mappings.ts";
import { casesOfOddLists } from "./cases-of-odd-lists.ts";
import { casesOfTypes } from "./cases-of-types.ts";
import { casesRefused } from "./cases-refused.ts";
import { objectIn, objectText, type CaseRefused, type MergeCase } from "./merge-case.ts";

const schemas = builtInSchemas;

function merged({ target, patch, ...one }: MergeCase | CaseRefused) {
  return strategicMerge(objectIn(objectText(one, target)), objectIn(objectText(one, patch)), { schemas });
}

describe.each([
  { about: "a mapping", cases: casesOfMappings },
  { about: "a list with merge keys", cases: casesOfLists },
  { about: "a type", cases: casesOfTypes },
  { about: "a directive", cases: casesOfDirectives },
  { about: "an odd list", cases: casesOfOddLists },
])("a strategic merge patch of $about", ({ cases }) => {
  it.each(cases)("$name", (one) => {
    if (one.gives === "deleted") return expect(merged(one)).toEqual({ outcome: "deleted" });
    return expect(merged(one)).toEqual({ outcome: "merged", value: objectIn(objectText(one, one.gives)) });
  });
});

describe("a strategic merge patch is refused for", () => {
  it.each(casesRefused)("$name", (one) => {
    expect(merged(one)).toMatchObject({
      outcome: "refused",
      message: expect.stringContaining(one.refused) as string,
    });
  });

  it("a wrong kind of value with the place where it is", () => {
    const given = objectIn(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {strategy: {type: b}}",
    );
    const patch = objectIn(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {strategy: {type: {}}}",
    );
    expect(strategicMerge(given, patch, { schemas })).toEqual({
      outcome: "refused",
      message: "wrong node kind: expected ScalarNode but got MappingNode in spec.strategy.type",
    });
  });

  it("a list so long and so odd that merging it would take minutes", () => {
    const list = Array.from({ length: 5_000 }, () => ({ name: "a" }));
    const given = { apiVersion: "v1", kind: "Pod", spec: { containers: list } };
    expect(strategicMerge(given, { spec: { hostname: "b" } }, { schemas })).toMatchObject({
      outcome: "refused",
      message: expect.stringContaining("5000 elements in spec.containers, some of which lack") as string,
    });
  });
});

describe("what was written and JSON does not tell", () => {
  const given = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { labels: null },
    spec: { hostname: "a", nodeName: null },
  };
  const patch = { spec: { hostname: 8 } };

  it("is taken for written nulls and plain text", () => {
    expect(strategicMerge(given, patch, { schemas })).toMatchObject({
      value: { metadata: { labels: null }, spec: { hostname: 8, nodeName: null } },
    });
  });

  it("drops members without a value, and keeps quotes", () => {
    const writtenAs = (mapping: object, name: string) =>
      mapping === given.metadata ? "blank" : name === "hostname" ? "quoted" : undefined;
    expect(strategicMerge(given, patch, { schemas, writtenAs })).toEqual({
      outcome: "merged",
      value: { apiVersion: "v1", kind: "Pod", metadata: {}, spec: { hostname: "8", nodeName: null } },
    });
  });
});
