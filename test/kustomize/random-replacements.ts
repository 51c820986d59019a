import * as fc from "fast-check";

const name = fc.constantFrom("a", "b", "c", "d", "e");
const kind = fc.constantFrom("Deployment", "ConfigMap", "Service", "StatefulSet", "Thing");

const fieldPath = fc.constantFrom(
  "metadata.name",
  "metadata.namespace",
  "metadata.labels.x",
  "spec.replicas",
  "spec.template.spec.containers.[name=a].image",
  "spec.template.spec.containers.*.image",
  "spec.template.spec.containers.0.name",
  "data.k",
  "metadata.annotations.new",
);

const options = fc.constantFrom(
  undefined,
  undefined,
  { create: true },
  { delimiter: ":", index: 1 },
  { delimiter: "-", index: 0 },
);

/** An object that every tree has, or any. */
const source = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      { kind: "Deployment", name: "a" },
      { kind: "ConfigMap", name: "c" },
      { kind: "Service", name: "d" },
      { kind: "Thing", name: "e" },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind, name: fc.option(name, { nil: undefined }) }) },
);

/** One entry of `replacements`. */
export const replacementEntry: fc.Arbitrary<unknown> = fc.record({
  source: fc
    .tuple(
      source,
      fc.record({
        fieldPath: fc.option(fieldPath, { nil: undefined }),
        options: fc.constantFrom(undefined, undefined, { delimiter: ":", index: 0 }),
      }),
    )
    .map(([object, field]): object => Object.assign({}, object, field)),
  targets: fc.array(
    fc.record({
      select: fc.record({
        kind: fc.option(kind, { nil: undefined }),
        name: fc.option(name, { nil: undefined }),
      }),
      reject: fc.constantFrom(undefined, undefined, [{ name: "a" }]),
      fieldPaths: fc.option(fc.array(fieldPath, { minLength: 1, maxLength: 2 }), { nil: undefined }),
      options,
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** One entry of `vars`. */
export const varEntry: fc.Arbitrary<unknown> = fc.record({
  name: fc.constantFrom("ONE", "TWO"),
  objref: fc.constantFrom(
    { kind: "Deployment", name: "a", apiVersion: "apps/v1" },
    { kind: "ConfigMap", name: "c", apiVersion: "v1" },
    { kind: "Service", name: "d", apiVersion: "v1" },
    { kind: "Secret", name: "g", apiVersion: "v1" },
  ),
  fieldref: fc.constantFrom(undefined, { fieldpath: "metadata.namespace" }, { fieldpath: "data.k" }),
});
