import { documents, object, one, type Chapter } from "#test/conformance/story.ts";
import { configMap } from "#test/kustomize/tree.ts";

/** How files are read. */
export const yaml: Chapter = {
  name: "yaml",
  stories: [
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
      shows: "JSON, byte order marks and Windows' line ends",
      files: {
        "kustomization.yaml": "\uFEFFresources:\r\n- a.json\r\n- ./b.yaml\r\n",
        "a.json":
          '{\n\t"apiVersion": "v1", "kind": "ConfigMap",\n\t"metadata": {"name": "a"}, "data": {"x": "\\u00e9\\n"}\n}\n',
        "b.yaml": `\uFEFF${configMap("b", "data:\n  x: |\n    one\n    two\n")}`.replaceAll("\n", "\r\n"),
      },
    },
    one(
      "words that YAML 1.1 takes for more than text",
      configMap(
        "a",
        "data:\n  truths: [yes, No, on, OFF, y, n, true, False]\n  nothing: [~, null, Null, '']\n  quoted: ['yes', \"off\", 'null', '~', '1', '0x1F', '1e3']\n  days: [2001-01-01, 2001-12-14T21:59:43.10-05:00]\n  clock: [1:30, 12:30:45]\n  noon: 2001-12-14T12:00:00.50Z\n",
      ),
      "",
    ),
    one(
      "numbers of every spelling",
      configMap(
        "a",
        "data:\n  whole: [0, -0, +7, 007, 0644, 0o17, 0x1F, 0b101, 1_000]\n  broken: [1.0, 1.10, -.5, 5., 1e3, 1E-7, 6.02e23, 0.1e1]\n  large: [9007199254740993, 12345678901234567, 9223372036854775807, 18446744073709551615, 18446744073709551616, 123456789012345678901234567890]\n  versions: [1.2.3, 1., .1, 0., 08, 09.5]\n",
      ),
      "",
    ),
    one(
      "keys that need quotes, and keys that look like something else",
      configMap(
        "a",
        "data: {'yes': a, \"1\": b, 'null': c, \"a: b\": d, '- e': e, '': f, '#g': g, \"h\\n\": h, 'é': i, \"~\": j}\n",
      ),
      "",
    ),
    one(
      "text that only looks harmless",
      configMap(
        "a",
        `data:
  colon: "a: b"
  hash: "a #b"
  dash: "- a"
  star: "*a"
  at: "@a"
  percent: "%a"
  bang: "!a"
  pipe: "|"
  bracket: "{a}"
  blank: " a "
  tab: "a\\tb"
  quote: 'it''s "so"'
  backslash: 'a\\b'
  bell: "\\a"
  emoji: "\\U0001F600 ☃ é"
  long: ${"twelve words that go on and on ".repeat(8).trim()}
`,
      ),
      "",
    ),
    one(
      "an anchor within a document, and a merge that loses against what stands beside it",
      object(
        "v1 Pod",
        "a",
        "spec:\n  containers:\n  - &first\n    name: one\n    image: nginx\n    env: &env [{name: A, value: b}]\n  - <<: *first\n    name: two\n  - {name: three, image: redis, env: *env}\n",
      ),
      "images: [{name: nginx, newTag: v2}]\n",
    ),
    one(
      "documents that begin with a comment, and end with dots",
      `# first\n${configMap("a")}...\n---\n${configMap("b")}--- # second\n${configMap("c")}`,
      "",
    ),
    one(
      "an object with nothing in it but its name, and fields that are empty",
      documents(
        configMap("a"),
        configMap("b", "data:\n"),
        configMap("c", "data: {}\nbinaryData: {a: }\nlist: []\ntext: ''\n"),
      ),
      "",
    ),
    one(
      "an object of JSON beside one of YAML",
      documents(
        '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a/b": "\\u00fc\\t"}}\n',
        configMap("b"),
      ),
      "namePrefix: p-\n",
    ),
  ],
};
