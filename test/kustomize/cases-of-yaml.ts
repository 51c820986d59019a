import { documents, object, one, type Case } from "./oracle-case.ts";
import { configMap, kustomization } from "./tree.ts";

/** How files are read. */
export const casesOfYaml: readonly Case[] = [
  one(
    "what is only for the build, and its notes",
    documents(
      configMap("a", "  annotations: {config.kubernetes.io/local-config: 'true'}\n"),
      configMap("b", "  annotations: {config.kubernetes.io/local-config: 'false'}\n"),
      configMap(
        "c",
        "  annotations: {config.kubernetes.io/index: '1', internal.config.kubernetes.io/refBy: x}\n",
      ),
      configMap("d", "  annotations: {}\n  labels: {}\n"),
      configMap("e", "  annotations:\n    mode: 0644\n    on: true\n    none:\n    tilde: ~\n"),
      configMap("f", "  annotations:\n"),
    ),
    "namePrefix: p-\n",
  ),
  one(
    "lists",
    documents(
      "apiVersion: v1\nkind: ConfigMapList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
      configMap("c"),
      "apiVersion: v1\nkind: List\nitems: []\n",
      "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: d}\n",
    ),
    "",
  ),
  one(
    "a list of lists",
    "apiVersion: v1\nkind: List\nitems:\n- {kind: List, apiVersion: v1, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
    "",
  ),
  one(
    "YAML of many sorts",
    `# first\n---\n${documents(
      configMap("a", "data: {quoted: \"\\u00e9\\x41\\n\", 'single': 'it''s', many: one\n  two}\n"),
      configMap(
        "b",
        "data:\n  block: |+\n    kept\n\n  folded: >-\n    one\n    two\n  plain: multi\n    line\n  ? explicit\n  : key\n",
      ),
      configMap("c", "base: &b {p: 1, q: 1}\nother: &o {q: 2}\nall: {<<: [*o, *b], r: 3}\nagain: *b\n"),
      configMap(
        "d",
        "flow: {empty: , list: [a, 'b', \"c\"], nested: {x: {y: [1, 2.50, 0x10, 0o17, 017, 1e3, .5, ~, null, yes, on]}}}\nblock:\n  empty:\n",
      ),
      configMap("e", "tagged: [!!str 12, !!int '12', !!float 1, !own text, !!binary aGk=]\n"),
      "{}\n",
      "# nothing\n",
    )}---\n`,
    "",
  ),
  one(
    "text over several lines",
    documents(
      configMap(
        "a",
        "data:\n  a: >\n    one\n    two\n\n    three\n      four\n    five\n  b: >+\n    one\n\n  c: x\n",
      ),
      configMap(
        "b",
        "data:\n  a: >2-\n      one\n    two\n    three\n  b: |\n    one\n      two\n\n  c: |2+\n      one\n\n",
      ),
      configMap("c", "data:\n  a: \"one\n  two\\\n   three\"\n  b: 'one\n\n  two'\n  c: one\n   two\n"),
    ),
    "",
  ),
  one(
    "brackets that close wherever they like",
    object("v1 Pod", "a", "spec: {\n  containers: [\n    {name: a, command: [\n'b',\t\"c\"\n]}\n  ]\n}\n"),
    "namePrefix: p-\n",
  ),
  {
    name: "JSON, byte order marks and Windows' line ends",
    tree: {
      "kustomization.yaml": "\uFEFFresources:\r\n- a.json\r\n- ./b.yaml\r\n",
      "a.json":
        '{\n\t"apiVersion": "v1", "kind": "ConfigMap",\n\t"metadata": {"name": "a"}, "data": {"x": "\\u00e9\\n"}\n}\n',
      "b.yaml": `\uFEFF${configMap("b", "data:\n  x: |\n    one\n    two\n")}`.replaceAll("\n", "\r\n"),
    },
  },
  {
    name: "fields of old, and of any case",
    tree: {
      "kustomization.yaml":
        "Resources: [a.yaml]\nbases: [base]\nimageTags: [{name: nginx, newTag: v2}]\nMetadata: {name: x}\nkind: Kustomization\n",
      "a.yaml": object("v1 Pod", "a", "spec: {containers: [{image: nginx}]}\n"),
      "base/Kustomization": kustomization(["b.yaml"]),
      "base/b.yaml": configMap("b"),
    },
  },
  {
    name: "a doubled key of a kustomization, of which the last counts",
    tree: { "kustomization.yaml": "resources: [gone.yaml]\nresources: [a.yaml]\n", "a.yaml": configMap("a") },
  },
];
