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

const names = [
  "patches",
  "patchesStrategicMerge",
  "configMapGenerator",
  "secretGenerator",
  "generatorOptions",
  "replacements",
  "vars",
  "replicas",
  "commonLabels",
  "configurations",
];

/** One thing at a time finds more than everything at once: most folders ask for little. */
const asked: fc.Arbitrary<Draft> = fc
  .tuple(more, fc.subarray(names, { maxLength: 2 }))
  .map(([wishes, chosen]) => Object.fromEntries(chosen.map((name) => [name, wishes[name]])));

const config = yaml({
  nameReference: [{ kind: "ConfigMap", version: "v1", fieldSpecs: [{ path: "spec/ref", kind: "Thing" }] }],
  commonLabels: [{ path: "spec/marks", create: true, kind: "Thing" }],
  images: [{ path: "spec/image", kind: "Thing" }],
});

/** What every tree has, so that there is something to patch, to replace and to name. */
const fixed = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "a", labels: { x: "y" } },
    spec: {
      replicas: 1,
      template: {
        metadata: { labels: { x: "y" } },
        spec: {
          containers: [
            {
              name: "a",
              image: "nginx:1.2",
              env: [{ name: "A", value: "$(ONE)" }],
              ports: [{ containerPort: 80 }],
            },
            {
              name: "b",
              image: "redis",
              args: ["$(TWO)", "--x=$(ONE)"],
              envFrom: [{ configMapRef: { name: "g" } }],
            },
          ],
          volumes: [{ name: "a", configMap: { name: "c" } }],
        },
      },
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "b" },
    spec: { serviceName: "d", template: { spec: { containers: [{ name: "a", image: "nginx" }] } } },
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { k: "v:w-x", l: "1" } },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "d" },
    spec: { ports: [{ port: 80 }], selector: { x: "y" } },
  },
  {
    apiVersion: "example.com/v1",
    kind: "Thing",
    metadata: { name: "e" },
    spec: { ref: "c", containers: [{ name: "a", image: "nginx" }], list: [{ name: "a", v: 0 }] },
  },
];

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
        filesIn("one", { ...one, drafts: apart(one.drafts, 0) }, []),
        // What the other base has gets another name, or most trees would fail for doubles.
        filesIn("two", { ...two, wishes: { namePrefix: "t-", ...without(two.wishes, "replicas") } }, []),
        usesPart
          ? filesIn("part", { ...part, drafts: [], wishes: { ...part.wishes, ...component } }, [])
          : {},
        filesIn(
          "middle",
          { ...middle, drafts: apart(middle.drafts, 1), wishes: { ...middle.wishes, ...components } },
          ["../one", "../two"],
        ),
        filesIn("top", { ...top, drafts: apart(top.drafts, 2) }, ["../middle"]),
        { "one/fixed.yaml": fixed.map(yaml).join("---\n") },
        ...["one", "two", "part", "middle", "top"].map(beside),
        { "one/kustomization.yaml": yaml({ ...one.wishes, resources: ["fixed.yaml", "all.yaml"] }) },
      );
    });
}

function without(wishes: Draft, name: string): Draft {
  const { [name]: _, ...rest } = wishes;
  return rest;
}

/** Each folder takes its own third of what could be of the same type and name. */
function apart(drafts: readonly Draft[], third: number): readonly Draft[] {
  const kinds = new Set(fixed.map(({ kind }) => kind));
  return drafts.filter(
    ({ kind, metadata }) => !kinds.has(String(kind)) && JSON.stringify([kind, metadata]).length % 3 === third,
  );
}

function beside(path: string): Tree {
  const files = { ...generatorFiles, "config.yaml": config };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]));
}
