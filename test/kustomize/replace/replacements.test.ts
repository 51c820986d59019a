import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import { filesOf } from "#test/kustomize/tree.ts";
import {
  delimited,
  sourcesOfValues,
  targetsOfValues,
  typesOfValues,
  withinTexts,
  type ReplacementCase,
} from "./replacement-cases.ts";

const thing = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Thing\nmetadata: {name: ${name}}\nspec:\n  ${spec}\n`;

function answer({ source = "{}", target, from, fromOptions, value, to, toOptions }: ReplacementCase): object {
  const entry = {
    ...(value === undefined
      ? { source: { kind: "Thing", name: "s", fieldPath: `spec.${from}`, options: fromOptions } }
      : { sourceValue: value }),
    targets: [{ select: { name: "t" }, fieldPaths: to.map((path) => `spec.${path}`), options: toOptions }],
  };
  const tree = {
    "kustomization.yaml": `resources: [all.yaml]\nreplacements: ${JSON.stringify([entry])}\n`,
    "all.yaml": `${thing("s", source)}---\n${thing("t", target)}`,
  };
  const result = build(filesOf(tree), ".", {});
  if (result.ok) return { gives: JSON.parse(JSON.stringify(result.value.objects[1]?.["spec"])) };
  return { fails: result.failures.map(({ message }) => message).join("; ") };
}

describe.each([
  ["what becomes of types", typesOfValues],
  ["a source's field", sourcesOfValues],
  ["a target's fields", targetsOfValues],
  ["a delimiter", delimited],
  ["what lies within a text", withinTexts],
])("a replacement: %s", (_, cases) => {
  it.each(cases)("$says", (one) => {
    const { gives, fails } = one;
    expect(answer(one)).toEqual(
      gives === undefined ? { fails: expect.stringContaining(fails ?? "") } : { gives },
    );
  });
});
