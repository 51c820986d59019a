import {
  documents,
  object,
  one,
  rbac,
  refused,
  refusedInOtherWords,
  type Chapter,
} from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { labelled, pictures, workloads } from "./workloads.ts";

const account = "subjects:\n- kind: ServiceAccount\n  name: b\n  namespace:\n";

/** What both refuse, with kustomize's words for it. */
export const refusals: Chapter = {
  name: "refused",
  stories: [
    refused(
      "build/duplicate-object",
      "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a",
      one(
        "an object declared twice",
        documents(configMap("a"), configMap("a", "  namespace: default\n")),
        "",
      ),
    ),
    refused(
      "build/duplicate-object",
      "namespace transformation produces ID conflict",
      one(
        "two objects that meet in a namespace",
        documents(configMap("a"), configMap("a", "  namespace: x\n")),
        "namespace: here\n",
      ),
    ),
    refused(
      "build/yaml-invalid",
      'mapping key "data" already defined at line',
      one("a doubled key", configMap("a", "data: {x: 1}\ndata: {}\n"), ""),
    ),
    refusedInOtherWords(
      "build/yaml-invalid",
      ["unsupported type: map[interface {}]interface {}", "has the key `1`, which is no text"],
      one("a key that is a number", configMap("a", "data: {1: x}\n"), ""),
    ),
    refusedInOtherWords(
      "build/yaml-invalid",
      ["unsupported value: +Inf", "holds .inf, which JSON cannot carry"],
      one("infinity", configMap("a", "data: {x: .inf}\n"), ""),
    ),
    refused(
      "build/yaml-invalid",
      "found invalid Unicode character escape code",
      one("half a character", configMap("a", 'data: {x: "\\ud83d"}\n'), ""),
    ),
    refused(
      "build/yaml-invalid",
      "unknown anchor 'x' referenced",
      one("an alias of nothing", configMap("a", "data: *x\n"), ""),
    ),
    refused(
      "build/yaml-invalid",
      "map merge requires map or sequence of maps as the value",
      one("a merge of text", configMap("a", "data: {<<: text}\n"), ""),
    ),
    refused(
      "build/yaml-invalid",
      "found character that cannot start any token",
      one("an indentation of tabs", configMap("a", "data:\n\tx: a\n"), ""),
    ),
    refused(
      "build/yaml-invalid",
      "found unknown escape character",
      one("an escape that nobody knows", configMap("a", 'data: {x: "\\q"}\n'), ""),
    ),
    refused(
      "build/yaml-invalid",
      "did not find expected key",
      one("an indentation that fits nothing", configMap("a", "data:\n  x: a\n y: b\n"), ""),
    ),
    refused(
      "build/yaml-invalid",
      "control characters are not allowed",
      one("a control character", configMap("a", 'data: {x: "\u0001"}\n'), ""),
    ),
    refused(
      "build/yaml-invalid",
      "invalid document separator: --- {b: c}",
      one("a separator with content", `${configMap("a")}--- {b: c}\n`, ""),
    ),
    refused(
      "build/not-an-object",
      "missing kind in object",
      one("a document without a kind", "apiVersion: v1\nmetadata: {name: a}\n", ""),
    ),
    refused(
      "build/not-an-object",
      "missing metadata.name in object",
      one("an object without a name", "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n", ""),
    ),
    refused(
      "build/not-an-object",
      "missing Resource metadata",
      one("a document that is a list", "- a\n", ""),
    ),
    refusedInOtherWords(
      "build/field-shape",
      ["wrong node kind: expected MappingNode but got ScalarNode", "has a container that is no mapping"],
      one(
        "a container that is text",
        object("example.com/v1 Thing", "a", "other: {containers: [a]}\n"),
        "images: [{name: a, newTag: b}]\n",
      ),
    ),
    refusedInOtherWords(
      "build/name-reference",
      ["expected sequence or mapping node", "has text in spec, where a list or mapping belongs"],
      one("text on the way to a name", object("v1 Pod", "a", "spec: text\n"), "namePrefix: p-\n"),
    ),
    refused(
      "build/name-reference",
      "namespace is blank for resource",
      one("an account whose namespace is blank", object(`${rbac} RoleBinding`, "a", account), ""),
    ),
    refusedInOtherWords(
      "build/field-type",
      [
        "cannot unmarshal number into Go struct field",
        "has text expected in images[0].newTag, found number 1.2",
      ],
      one("an unquoted tag that is a number", pictures, "images: [{name: nginx, newTag: 1.20}]\n"),
    ),
    refusedInOtherWords(
      "build/field-type",
      [
        "cannot unmarshal bool into Go struct field",
        "has text expected in images[0].newTag, found boolean true",
      ],
      one("an unquoted tag that YAML 1.1 takes for true", pictures, "images: [{name: nginx, newTag: on}]\n"),
    ),
    refused(
      "build/replicas-unmatched",
      "resource with name nobody does not match a config with the following GVK",
      one("replicas of nobody", workloads, "replicas: [{name: nobody, count: 1}]\n"),
    ),
    refused(
      "build/unknown-field",
      'unknown field "resorces"',
      one("a field that nobody knows", configMap("a"), "resorces: []\n"),
    ),
    refused(
      "build/field-conflict",
      "conflicting fieldspecs",
      one(
        "labels that contradict the defaults",
        labelled,
        "labels: [{pairs: {a: b}, fields: [{path: metadata/labels}]}]\n",
      ),
    ),
    refused("build/kustomization-empty", "kustomization.yaml is empty", {
      shows: "an empty kustomization",
      files: { "kustomization.yaml": "kind: Kustomization\n" },
    }),
    refused("build/cycle", "cycle detected", {
      shows: "a cycle",
      files: {
        "a/kustomization.yaml": kustomization(["../b"]),
        "b/kustomization.yaml": kustomization(["../a"]),
      },
      path: "a",
    }),
    refused("build/kustomization-ambiguous", "Found multiple kustomization files under", {
      shows: "two kustomization files",
      files: { "kustomization.yaml": "resources: []\n", "kustomization.yml": "resources: []\n" },
    }),
    refused(
      "build/kustomization-missing",
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization'",
      {
        shows: "a folder without a kustomization",
        files: { "kustomization.yaml": kustomization(["a"]), "a/b.yaml": configMap("b") },
      },
    ),
    refused("build/kustomization-type", "kind should be Kustomization or Component", {
      shows: "a kustomization of another kind",
      files: { "kustomization.yaml": "kind: Deployment\nresources: []\n" },
    }),
    refused(
      "build/kustomization-type",
      "apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1",
      {
        shows: "a kustomization of another version",
        files: { "kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v2\nresources: []\n" },
      },
    ),
    refused("build/resource-missing", "no such file or directory", {
      shows: "a resource that is not there",
      files: { "kustomization.yaml": kustomization(["gone.yaml"]) },
      flags: {},
    }),
    refused("build/file-outside", "is not in or below", {
      shows: "a file above the folder, where only the folder may be read",
      files: { "app/kustomization.yaml": kustomization(["../a.yaml"]), "a.yaml": configMap("a") },
      path: "app",
      flags: { loadRestrictor: "root-only" },
    }),
    refused("build/helm", "must specify --enable-helm", {
      shows: "a chart",
      files: {
        "kustomization.yaml":
          "helmGlobals: {chartHome: charts}\nhelmCharts: [{name: shop, repo: 'https://charts.example'}]\n",
      },
    }),
    refused("build/helm", "must specify --enable-helm", {
      shows: "a chart in the old field",
      files: {
        "kustomization.yaml":
          "helmChartInflationGenerator: [{chartName: shop, chartRepoUrl: 'https://charts.example'}]\n",
      },
    }),
  ],
};
