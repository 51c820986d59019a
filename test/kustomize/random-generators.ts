import * as fc from "fast-check";

const name = fc.constantFrom("g", "h", "i", "j", "k", "c");
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const literal = fc
  .tuple(
    fc.constantFrom("K", "L", "m.n"),
    fc.constantFrom("v", "", "'q'", '"q"', "a=b", "two words", "1", "ü"),
  )
  .map(([key, value]) => `${key}=${value}`);

const options = fc.record({
  disableNameSuffixHash: fc.constantFrom(undefined, undefined, true, false),
  immutable: fc.constantFrom(undefined, undefined, undefined, true),
  labels: fc.constantFrom(undefined, undefined, { gen: "yes" }),
  annotations: fc.constantFrom(undefined, undefined, { note: "n" }),
});

/** One entry of `configMapGenerator` or `secretGenerator`; the files that it may name are `generatorFiles`. */
export const generatorEntry: fc.Arbitrary<object> = fc.record({
  name,
  namespace: fc.constantFrom(undefined, undefined, undefined, "one"),
  behavior: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(undefined, "create") },
    { weight: 1, arbitrary: fc.constantFrom("merge", "replace") },
  ),
  literals: maybe(fc.uniqueArray(literal, { maxLength: 3, selector: (text) => text.split("=")[0] })),
  files: fc.constantFrom(undefined, undefined, ["note.txt"], ["renamed=note.txt"]),
  envs: fc.constantFrom(undefined, undefined, ["vars.env"]),
  options: maybe(options),
});

export const generatorOptions: fc.Arbitrary<object | undefined> = maybe(options);

export const generatorFiles: Readonly<Record<string, string>> = {
  "note.txt": 'line one\nline two: "quoted"\n',
  "vars.env": "# a comment\nONE=1\nTWO=two words\nEMPTY=\n",
};
