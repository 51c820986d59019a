import { one, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";

/** The notes of where things come from, and of who built them. */
export const metadata: Chapter = {
  name: "metadata",
  stories: [
    {
      shows: "originAnnotations tell the file, through overlays and components",
      files: {
        "top/kustomization.yaml": kustomization(
          ["../base", "own.yaml"],
          "buildMetadata: [originAnnotations]\ncomponents: [../part]\nconfigMapGenerator: [{name: made, literals: [a=b]}]\n",
        ),
        "top/own.yaml": configMap("own"),
        "base/kustomization.yaml": kustomization(["sub/a.yaml"]),
        "base/sub/a.yaml": configMap("a"),
        "part/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [p.yaml]\n",
        "part/p.yaml": configMap("p"),
      },
      path: "top",
    },
    {
      shows: "transformerAnnotations tell every step, in order",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          'buildMetadata: [transformerAnnotations]\nnamespace: here\npatches: [{target: {kind: ConfigMap}, patch: \'[{"op": "add", "path": "/data", "value": {}}]\'}]\n',
        ),
        "base/kustomization.yaml": kustomization(["a.yaml"], "namePrefix: p-\nlabels: [{pairs: {a: b}}]\n"),
        "base/a.yaml": configMap("a"),
      },
    },
    {
      shows: "generators and transformers of one's own are named with their file",
      files: {
        "kustomization.yaml": kustomization(
          ["a.yaml"],
          "buildMetadata: [originAnnotations, transformerAnnotations]\ngenerators: [gen.yaml]\ntransformers: [label.yaml]\n",
        ),
        "a.yaml": configMap("a"),
        "gen.yaml":
          "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: gen}\nname: made\nliterals: [a=b]\n",
        "label.yaml":
          "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: mark}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
      },
    },
    {
      shows: "what a base asks for is not done for the root",
      files: {
        "kustomization.yaml": kustomization(["base"]),
        "base/kustomization.yaml": kustomization(["a.yaml"], "buildMetadata: [originAnnotations]\n"),
        "base/a.yaml": configMap("a"),
      },
    },
    one(
      "an operation on all annotations takes an object's origin for its own",
      configMap("a"),
      'buildMetadata: [originAnnotations, transformerAnnotations]\nnamePrefix: x-\npatches: [{target: {kind: ConfigMap}, patch: \'[{"op": "add", "path": "/metadata/annotations", "value": {"new": "here"}}]\'}]\n',
    ),
    one("a word that nobody knows is passed over", configMap("a"), "buildMetadata: [weather]\n"),
    {
      ...one(
        "managedByLabel names kustomize and its version",
        configMap("a"),
        "buildMetadata: [managedByLabel]\n",
      ),
      flags: {},
    },
    {
      ...one("the command's flag does the same", configMap("a", "  labels: {a: b}\n"), ""),
      flags: { managedByLabel: true },
    },
  ],
};
