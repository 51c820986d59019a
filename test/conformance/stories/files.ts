import {
  documents,
  object,
  one,
  refused,
  refusedInOtherWords,
  type Chapter,
} from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { walkThroughTree } from "#test/kustomize/walk-through-tree.ts";

const kinds = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

/** How kustomizations and what they list are found and read. */
export const files: Chapter = {
  name: "files",
  stories: [
    { shows: "the walk-through's production", files: walkThroughTree, path: "overlays/production" },
    { shows: "the walk-through's development", files: walkThroughTree, path: "overlays/development" },
    {
      shows: "the file may be called kustomization.yml",
      files: { "kustomization.yml": `${kinds}resources: [a.yaml]\n`, "a.yaml": configMap("a") },
    },
    {
      shows: "the file may be called Kustomization, and be JSON",
      files: { Kustomization: '{"resources": ["a.yaml"], "namePrefix": "p-"}', "a.yaml": configMap("a") },
    },
    {
      shows: "version and kind may be left out, and metadata says nothing",
      files: {
        "kustomization.yaml": "metadata: {name: shop, labels: {a: b}}\nresources: [./a.yaml]\n",
        "a.yaml": configMap("a"),
      },
    },
    {
      shows: "fields of old, and of any case",
      files: {
        "kustomization.yaml":
          "Resources: [a.yaml]\nbases: [base]\nimageTags: [{name: nginx, newTag: v2}]\nMetadata: {name: x}\nkind: Kustomization\n",
        "a.yaml": object("v1 Pod", "a", "spec: {containers: [{image: nginx}]}\n"),
        "base/Kustomization": kustomization(["b.yaml"]),
        "base/b.yaml": configMap("b"),
      },
    },
    {
      shows: "of a doubled key of a kustomization the last counts",
      files: {
        "kustomization.yaml": "resources: [gone.yaml]\nresources: [a.yaml]\n",
        "a.yaml": configMap("a"),
      },
    },
    {
      shows: "bases come behind resources, wherever the field stands",
      files: {
        "kustomization.yaml": "bases: [b]\nresources: [a.yaml]\n",
        "a.yaml": configMap("a"),
        "b/kustomization.yaml": kustomization(["b.yaml"]),
        "b/b.yaml": configMap("b"),
      },
    },
    {
      shows: "resources stay in the order of the list, files and folders mixed",
      files: {
        "kustomization.yaml": kustomization(["z.yaml", "m", "a.yaml"]),
        "z.yaml": configMap("z"),
        "a.yaml": configMap("a"),
        "m/kustomization.yaml": kustomization(["n.yaml", "l.yaml"]),
        "m/n.yaml": configMap("n"),
        "m/l.yaml": configMap("l"),
      },
    },
    {
      shows: "a base beside and one above, by ways that turn back",
      files: {
        "top/one/kustomization.yaml": kustomization([".././two", "../../top/three/../four"]),
        "top/two/kustomization.yaml": kustomization(["a.yaml"]),
        "top/two/a.yaml": configMap("two"),
        "top/three/kustomization.yaml": kustomization(["gone.yaml"]),
        "top/four/kustomization.yaml": kustomization(["a.yaml"]),
        "top/four/a.yaml": configMap("four"),
      },
      path: "top/one",
    },
    {
      shows: "a file without an object gives none",
      files: {
        "kustomization.yaml": kustomization(["a.yaml", "none.yaml", "blank.yaml"]),
        "a.yaml": configMap("a"),
        "none.yaml": "# nothing here\n---\n# nor here\n",
        "blank.yaml": "\n\n",
      },
    },
    {
      shows: "an empty list of resources gives nothing",
      files: { "kustomization.yaml": "resources: []\n" },
    },
    {
      shows: "one base on two ways up, with a prefix on each",
      files: {
        "kustomization.yaml": kustomization(["red", "blue"]),
        "red/kustomization.yaml": kustomization(["../base"], "namePrefix: red-\n"),
        "blue/kustomization.yaml": kustomization(["../base"], "nameSuffix: -blue\n"),
        "base/kustomization.yaml": kustomization(["a.yaml"]),
        "base/a.yaml": documents(
          configMap("cfg"),
          object("v1 Pod", "pod", "spec: {volumes: [{name: v, configMap: {name: cfg}}]}\n"),
        ),
      },
    },
    {
      shows: "two bases that give objects of one name to two namespaces",
      files: {
        "kustomization.yaml": kustomization(["east", "west"]),
        "east/kustomization.yaml": kustomization(["../base"], "namespace: east\n"),
        "west/kustomization.yaml": kustomization(["../base"], "namespace: west\n"),
        "base/kustomization.yaml": kustomization(["a.yaml"]),
        "base/a.yaml": documents(
          configMap("cfg"),
          object("v1 Pod", "pod", "spec: {volumes: [{name: v, configMap: {name: cfg}}]}\n"),
        ),
      },
    },
    refused("build/duplicate-object", "may not add resource with an already registered id", {
      shows: "one base on two ways up that change nothing",
      files: {
        "kustomization.yaml": kustomization(["red", "blue"]),
        "red/kustomization.yaml": kustomization(["../base"]),
        "blue/kustomization.yaml": kustomization(["../base"]),
        "base/kustomization.yaml": kustomization(["a.yaml"]),
        "base/a.yaml": configMap("a"),
      },
    }),
    refused("build/component-as-resource", "expected kind != 'Component' for path", {
      shows: "a component among the resources",
      files: {
        "kustomization.yaml": kustomization(["part"]),
        "part/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: []\n",
      },
    }),
    refusedInOtherWords(
      "build/yaml-invalid",
      ["did not find expected node content", "is not YAML here"],
      one("a file that is no YAML", "a: [\n", ""),
    ),
    refusedInOtherWords(
      "build/field-type",
      [
        "cannot unmarshal string into Go struct field Kustomization.resources",
        "has a list expected in resources",
      ],
      { shows: "text where a list belongs", files: { "kustomization.yaml": "resources: a.yaml\n" } },
    ),
  ],
};
