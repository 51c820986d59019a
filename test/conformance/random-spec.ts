import * as fc from "fast-check";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { randomKustomization } from "#test/kustomize/random-kustomization.ts";
import { patchEntry } from "#test/kustomize/random-patches.ts";
import type { Tree } from "#test/kustomize/tree.ts";
import type { Question } from "#test/support/flux-build/oracle.ts";

const few = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
  fc.option(fc.array(value, { minLength: 1, maxLength: 3 }), { nil: undefined });
const seldom = (...texts: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(undefined, ...texts);

/** As the API has it: no options, and no member that is undefined. */
const patch: fc.Arbitrary<Json> = patchEntry.map((entry): Json => {
  const { options: _, ...rest } = plainObject(entry);
  return rest;
});
const image = fc.record({
  name: fc.constantFrom("nginx", "redis", "registry.example:5000/nginx", "new"),
  newName: seldom("new", "redis"),
  newTag: seldom("9", "v1"),
  digest: seldom("sha256:0e"),
});
const pairs = fc.constantFrom(undefined, {}, { x: "mine" }, { team: "a", x: "" });

const spec = fc.record({
  path: fc.constantFrom("top", "./top/"),
  targetNamespace: seldom("one", "mine"),
  namePrefix: seldom("s-"),
  nameSuffix: seldom("-s"),
  patches: few(patch),
  images: few(image),
  components: few(fc.constantFrom("../extra", "../marks", "../part", "../none")),
  ignoreMissingComponents: fc.constantFrom(undefined, true, true),
  buildMetadata: fc.constantFrom(undefined, undefined, ["originAnnotations"], ["transformerAnnotations"]),
  commonMetadata: fc.option(fc.record({ labels: pairs, annotations: pairs }), { nil: undefined }),
});

const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
const extra: Tree = {
  "extra/kustomization.yaml": `${component}resources: [more.yaml]\nimages: [{name: nginx, newTag: extra}]\n`,
  "extra/more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n",
  "marks/kustomization.yaml": `${component}namePrefix: m-\ncommonAnnotations: {marks: "1"}\n`,
};

/** How the folder's own kustomization is: as it came, none, or one that leans on old fields alone. */
const shapes: readonly ((tree: Tree) => Tree)[] = [
  (tree) => tree,
  (tree) => without(tree, "top/kustomization.yaml", "top/config.yaml"),
  (tree) => ({ ...tree, "top/kustomization.yaml": "bases: [../middle]\n" }),
  (tree) => ({
    ...tree,
    "top/kustomization.yaml":
      "resources: [../middle]\nimages: [{name: nginx, newName: own}, {name: redis, newTag: own, digest: 'sha256:0d'}]\nimageTags: [{name: nginx, newTag: old}, {name: new, newTag: old}]\n",
  }),
  (tree) => ({ ...tree, "top/kustomization.yaml": "components: [../extra]\nnamespace: own\n" }),
];

/** A repository, and a spec that asks for some of what a spec can ask for. */
export const randomQuestion: fc.Arbitrary<Question> = fc
  .tuple(randomKustomization(), spec, fc.constantFrom(...shapes))
  .map(([tree, asked, shape]) => ({ files: shape({ ...tree, ...extra }), spec: plainObject(asked) }));

function plainObject(value: unknown): JsonObject {
  const plain: Json = JSON.parse(JSON.stringify(value));
  return isJsonObject(plain) ? plain : {};
}

function without(tree: Tree, ...paths: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !paths.includes(path)));
}
