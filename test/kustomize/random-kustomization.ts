import * as fc from "fast-check";
import { generatorEntry, generatorFiles, generatorOptions } from "./random-generators.ts";
import { mergePatchText, patchEntry, yaml } from "./random-patches.ts";
import { replacementEntry, varEntry } from "./random-replacements.ts";
import { filesIn, folder, type Draft, type Folder } from "./random-tree.ts";
import type { Tree } from "./tree.ts";

const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const few = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
  seldom(fc.array(value, { minLength: 1, maxLength: 2 }));

/** What a kustomization may ask for beside names, labels and images. */
const more: fc.Arbitrary<Draft> = fc.record({
  patches: few(patchEntry),
  patchesStrategicMerge: few(mergePatchText),
  configMapGenerator: few(generatorEntry),
  secretGenerator: few(generatorEntry),
  generatorOptions,
  replacements: few(replacementEntry),
  vars: few(varEntry),
  replicas: seldom(fc.constantFrom([{ name: "a", count: 7 }])),
  commonLabels: seldom(fc.constantFrom({ common: "yes" })),
  configurations: fc.constantFrom(undefined, undefined, undefined, ["config.yaml"]),
});

/** One thing at a time finds more than everything at once: most trees ask for little. */
const asked: fc.Arbitrary<Draft> = fc
  .tuple(
    more,
    fc.subarray(
      Object.keys({
        patches: 0,
        patchesStrategicMerge: 0,
        configMapGenerator: 0,
        secretGenerator: 0,
        generatorOptions: 0,
        replacements: 0,
        replicas: 0,
        commonLabels: 0,
        configurations: 0,
      }),
      { maxLength: 3 },
    ),
  )
  .map(([wishes, names]) => Object.fromEntries(names.map((name) => [name, wishes[name]])));

const config = yaml({
  nameReference: [{ kind: "ConfigMap", version: "v1", fieldSpecs: [{ path: "spec/ref", kind: "Thing" }] }],
  commonLabels: [{ path: "spec/marks", create: true, kind: "Thing" }],
  images: [{ path: "spec/image", kind: "Thing" }],
});

/** Two bases, a component, what is built on them, and a top that any of them may ask nearly anything in. */
export function randomKustomization(): fc.Arbitrary<Tree> {
  const place = fc
    .tuple(folder, asked)
    .map(([given, wishes]): Folder => Object.assign({}, given, { wishes: { ...given.wishes, ...wishes } }));
  return fc
    .record({ one: place, two: place, part: place, middle: place, top: place, usesPart: fc.boolean() })
    .map(({ one, two, part, middle, top, usesPart }) => {
      const components = usesPart ? { components: ["../part"] } : {};
      const component = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };
      return Object.assign(
        filesIn("one", one, []),
        filesIn("two", two, []),
        usesPart ? filesIn("part", { ...part, wishes: { ...part.wishes, ...component } }, []) : {},
        filesIn("middle", { ...middle, wishes: { ...middle.wishes, ...components } }, ["../one", "../two"]),
        filesIn("top", top, ["../middle"]),
        ...["one", "two", "part", "middle", "top"].map(beside),
      );
    });
}

function beside(path: string): Tree {
  const files = { ...generatorFiles, "config.yaml": config };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]));
}
