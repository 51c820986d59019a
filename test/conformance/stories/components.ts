import { refused, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, service, settings } from "./shop.ts";

const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

const base = {
  "base/kustomization.yaml": kustomization(["shop.yaml"]),
  "base/shop.yaml": `${deployment}---\n${service}---\n${settings}`,
};

/** What a component adds to whoever lists it. */
export const components: Chapter = {
  name: "components",
  stories: [
    {
      shows: "a component brings objects and changes those that are there",
      files: {
        ...base,
        "kustomization.yaml": kustomization(["base"], "namePrefix: dev-\ncomponents: [debug]\n"),
        "debug/kustomization.yaml": `${component}resources: [tools.yaml]\npatches: [{path: verbose.yaml}]\n`,
        "debug/tools.yaml": configMap("tools"),
        "debug/verbose.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {containers: [{name: web, env: [{name: MODE, value: loud}]}]}}}\n",
      },
    },
    {
      shows: "components come in the order of the list, each on top of the one before",
      files: {
        ...base,
        "kustomization.yaml": kustomization(["base"], "components: [one, two]\n"),
        "one/kustomization.yaml": `${component}nameSuffix: -one\nreplicas: [{name: shop, count: 2}]\n`,
        "two/kustomization.yaml": `${component}nameSuffix: -two\nreplicas: [{name: shop-one, count: 3}]\n`,
      },
    },
    {
      shows: "a component may list another",
      files: {
        ...base,
        "kustomization.yaml": kustomization(["base"], "components: [outer]\n"),
        "outer/kustomization.yaml": `${component}components: [../inner]\nlabels: [{pairs: {outer: 'yes'}}]\n`,
        "inner/kustomization.yaml": `${component}images: [{name: nginx, newTag: '1.28'}]\n`,
      },
    },
    {
      shows: "a component merges into what its user generates",
      files: {
        "kustomization.yaml": "configMapGenerator: [{name: cfg, literals: [a=1, b=2]}]\ncomponents: [more]\n",
        "more/kustomization.yaml": `${component}configMapGenerator: [{name: cfg, behavior: merge, literals: [b=3]}]\n`,
      },
    },
    {
      shows: "what the user's own kustomization does comes after its components",
      files: {
        ...base,
        "kustomization.yaml": kustomization(
          ["base"],
          "components: [part]\nnamespace: top\nlabels: [{pairs: {from: top}}]\n",
        ),
        "part/kustomization.yaml": `${component}namespace: part\nlabels: [{pairs: {from: part}}]\n`,
      },
    },
    {
      shows: "one component for two overlays of one base",
      files: {
        ...base,
        "kustomization.yaml": kustomization(["a", "b"]),
        "a/kustomization.yaml": kustomization(["../base"], "namePrefix: a-\ncomponents: [../part]\n"),
        "b/kustomization.yaml": kustomization(["../base"], "namePrefix: b-\ncomponents: [../part]\n"),
        "part/kustomization.yaml": `${component}images: [{name: fluentd, newName: vector}]\n`,
      },
    },
    refused("build/resource-as-component", "expected kind 'Component' for path", {
      shows: "a kustomization among the components",
      files: { ...base, "kustomization.yaml": "resources: []\ncomponents: [base]\n" },
    }),
    refused("build/patch-failed", "no resource matches strategic merge patch", {
      shows: "a component whose patch finds nothing where it is used",
      files: {
        "kustomization.yaml": "resources: []\ncomponents: [part]\n",
        "part/kustomization.yaml": `${component}patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: gone}}'}]\n`,
      },
    }),
  ],
};
