import { refused, refusedInOtherWords, type Chapter } from "#test/conformance/story.ts";

/** What generators make of literals, files and env files. */
export const generators: Chapter = {
  name: "generators",
  stories: [
    {
      shows: "literals, quoted and not",
      files: {
        "kustomization.yaml":
          'configMapGenerator:\n- name: a\n  literals: ["plain=x y", \'double="q"\', "single=\'q\'", "half=\\"q", "mixed=\\"q\'", \'one="\', \'none=""\', "empty=", "more=a=b", " blank = v ", "lines=a\\nb"]\n',
      },
    },
    {
      shows: "keys of any letters",
      files: {
        "kustomization.yaml":
          'configMapGenerator:\n- name: a\n  literals: ["a b=1", "\u00e9=2", "a: b=3", "#c=4", "y=5", "a/b=6", "-=7"]\n',
      },
    },
    {
      shows: "an env file of every kind of line",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
        "e.env":
          '\ufeff# comment\n  A=1\n\nB\n\t#=no\n=no key\nC = blanks kept \nD="quotes kept"\nE=a=b\n\u3000F=wide blank\nG=\ttab\n',
      },
    },
    {
      shows: "an env file with CRLF and a mark on a later line",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
        "e.env": "A=1\r\n\ufeffB=2\r\nC=3\r\r\nD",
      },
    },
    {
      shows: "env files, literals and files together",
      files: {
        "kustomization.yaml":
          "configMapGenerator:\n- name: a\n  files: [f.txt, other=sub/f.txt]\n  literals: [l=1]\n  envs: [e.env]\n  env: old.env\n",
        "f.txt": "f\n",
        "sub/f.txt": "",
        "e.env": "E=1",
        "old.env": "OLD=1",
      },
    },
    {
      shows: "an empty env file",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  envs: [e.env]\n", "e.env": "" },
    },
    {
      shows: "text with line ends of any kind, a byte order mark and controls",
      files: {
        "kustomization.yaml":
          "configMapGenerator:\n- name: a\n  files: [crlf, cr, bom, tab, control, blank]\n",
        crlf: "a\r\nb\r\n",
        cr: "a\rb",
        bom: "\ufeffa",
        tab: "a\tb\n",
        control: "\u0000\u0001\u001b",
        blank: "\n  \n",
      },
    },
    {
      shows: "bytes that are no UTF-8",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  files: [short, long, text]\n",
        short: Uint8Array.from([255, 0]),
        long: Uint8Array.from([
          200, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219,
          220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
          240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 200, 201, 202, 203,
          204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223,
          224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239, 240, 241, 242, 243,
          244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 200, 201, 202, 203, 204, 205, 206, 207,
          208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223, 224, 225, 226, 227,
          228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239, 240, 241, 242, 243, 244, 245, 246, 247,
          248, 249, 250, 251, 252, 253, 254, 255,
        ]),
        text: "t",
      },
    },
    {
      shows: "nothing at all",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  namespace: ns\n" },
    },
    {
      shows: "labels, annotations and immutable",
      files: {
        "kustomization.yaml":
          'configMapGenerator:\n- name: a\n  literals: [a=1]\n  options: {labels: {z: "1", a: "true"}, annotations: {empty: ""}, immutable: true}\n',
      },
    },
    {
      shows: "options for all, which its own do not lose against",
      files: {
        "kustomization.yaml":
          "configMapGenerator:\n- name: a\n  literals: [a=1]\n  options: {labels: {l: own}, immutable: true}\ngeneratorOptions: {labels: {l: all, m: all}, annotations: {x: all}, disableNameSuffixHash: true}\n",
      },
    },
    {
      shows: "a false that does not win against a true",
      files: {
        "kustomization.yaml":
          "configMapGenerator:\n- name: a\n  options: {disableNameSuffixHash: false, immutable: false}\ngeneratorOptions: {disableNameSuffixHash: true, immutable: true}\n",
      },
    },
    {
      shows: "a Secret of text and bytes",
      files: {
        "kustomization.yaml":
          "secretGenerator:\n- name: a\n  literals: [a=b, 'q=\"x\"', e=]\n  files: [f]\n  type: kubernetes.io/tls\n",
        f: Uint8Array.from([255, 254, 0]),
      },
    },
    {
      shows: "base64 of 51, 52, 53 and 105 bytes",
      files: {
        "kustomization.yaml": "secretGenerator:\n- name: a\n  files: [a, b, c, d]\n",
        a: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        b: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        c: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        d: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      },
    },
    {
      shows: "an empty Secret",
      files: { "kustomization.yaml": "secretGenerator:\n- name: a\n  namespace: ns\n" },
    },
    {
      shows: "a Secret's keys that are text",
      files: {
        "kustomization.yaml":
          'secretGenerator:\n- name: a\n  literals: ["k.v=1", "_=2"]\n  options: {disableNameSuffixHash: true}\n',
      },
    },
    {
      shows: "a behavior that nobody knows",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  behavior: perhaps\n  literals: [a=1]\n",
      },
    },
    {
      shows: "signs that Go escapes",
      files: {
        "kustomization.yaml":
          'configMapGenerator:\n- name: a\n  literals: ["a=<b>&c", "d=\\u2028", "\u00e9=\ud83d\ude00"]\n',
      },
    },
    refused("build/generator-source", "invalid literal source abc, expected key=value", {
      shows: "a literal without =",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [abc]\n" },
    }),
    refused("build/generator-source", "invalid literal source =abc, expected key=value", {
      shows: "a literal without a key",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  literals: ["=abc"]\n' },
    }),
    refused("build/generator-source", "invalid literal source , expected key=value", {
      shows: "a literal that is nothing",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [null]\n" },
    }),
    refused("build/duplicate-key", "configmap a illegally repeats the key `a`", {
      shows: "a key twice",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [a=1]\n  files: [a]\n",
        a: "",
      },
    }),
    refused("build/file-missing", "loading KV pairs: file sources: [gone]", {
      shows: "a file that is not there",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  files: [gone]\n" },
    }),
    refused("build/file-missing", "loading KV pairs: env source files: [gone.env]", {
      shows: "an env file that is not there",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  envs: [gone.env]\n" },
    }),
    refused("build/generator-source", 'missing key name for file path "f" in source "=f"', {
      shows: "a file without a key before =",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  files: ["=f"]\n', f: "" },
    }),
    refused("build/generator-source", 'missing file path for key name "k" in source "k="', {
      shows: "a file without a path behind =",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  files: ["k="]\n' },
    }),
    refused("build/generator-source", 'source "a=b=c" key name or file path contains', {
      shows: "a file with two =",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  files: ["a=b=c"]\n' },
    }),
    refused("build/generator-source", "has invalid utf8 bytes", {
      shows: "an env file that is no UTF-8",
      files: {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
        "e.env": Uint8Array.from([65, 61, 49, 10, 66, 61, 255, 10]),
      },
    }),
    refused("build/generator-name", "a configmap must have a name", {
      shows: "no name",
      files: { "kustomization.yaml": "configMapGenerator:\n- literals: [a=1]\n" },
    }),
    refused("build/generator-name", "a configmap must have a name", {
      shows: "a Secret without a name",
      files: { "kustomization.yaml": "secretGenerator:\n- literals: [a=1]\n" },
    }),
    refused("build/unprintable", "json: unsupported type: map[interface {}]interface {}", {
      shows: "a key that is a number",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  literals: ["8080=web"]\n' },
    }),
    refused("build/unprintable", "json: unsupported type: map[interface {}]interface {}", {
      shows: "a key that is a word of YAML",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  files: ["true=f"]\n', f: "" },
    }),
    refused("build/unprintable", "json: unsupported type: map[interface {}]interface {}", {
      shows: "a key that is a day",
      files: { "kustomization.yaml": 'secretGenerator:\n- name: a\n  literals: ["2001-01-01=x"]\n' },
    }),
    refused("build/unprintable", "json: unsupported type: map[interface {}]interface {}", {
      shows: "a key that is nothing",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  literals: ["~=x"]\n' },
    }),
    refused("build/unprintable", "map merge requires map or sequence of maps", {
      shows: "a key that merges",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  literals: ["<<=x"]\n' },
    }),
    refused("build/unprintable", "json: unsupported type: map[interface {}]interface {}", {
      shows: "a label whose key is a number",
      files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  options: {labels: {"1": x}}\n' },
    }),
    refused("build/unprintable", "found a tab character where an indentation space is expected", {
      shows: "lines that begin with a tab",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  files: [f]\n", f: "\ta\nb\n" },
    }),
    refused("build/unprintable", "control characters are not allowed", {
      shows: "a control character",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  files: [f]\n", f: "a\u007f" },
    }),
    refused("build/unprintable", "control characters are not allowed", {
      shows: "a control character in a Secret's literal",
      files: { "kustomization.yaml": 'secretGenerator:\n- name: a\n  literals: ["a=\\x80"]\n' },
    }),
    refusedInOtherWords(
      "build/unknown-field",
      ['unknown field "literal"', 'has the unknown field "configMapGenerator[0].literal"'],
      {
        shows: "an unknown field",
        files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  literal: [a=1]\n" },
      },
    ),
    refusedInOtherWords(
      "build/unknown-field",
      ['unknown field "type"', 'has the unknown field "configMapGenerator[0].type"'],
      {
        shows: "a type of a ConfigMap",
        files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  type: Opaque\n" },
      },
    ),
    refusedInOtherWords(
      "build/unknown-field",
      ['unknown field "label"', 'has the unknown field "configMapGenerator[0].options.label"'],
      {
        shows: "an unknown option",
        files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  options: {label: {}}\n" },
      },
    ),
    refusedInOtherWords(
      "build/field-type",
      ["cannot unmarshal number into Go struct field", "text expected in configMapGenerator[0].literals[0]"],
      {
        shows: "a literal that is no text",
        files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [1]\n" },
      },
    ),
    refusedInOtherWords(
      "build/field-type",
      [
        "cannot unmarshal string into Go struct field",
        "true or false expected in configMapGenerator[0].options.immutable",
      ],
      {
        shows: "an option that is text",
        files: { "kustomization.yaml": 'configMapGenerator:\n- name: a\n  options: {immutable: "true"}\n' },
      },
    ),
    refused(
      "build/generator-clash",
      "exists; can not use behavior: 'unspecified', behavior must be merge or replace",
      {
        shows: "the same name twice",
        files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [a=1]\n- name: a\n" },
      },
    ),
    refused("build/generator-unmatched", "does not exist; cannot merge or replace", {
      shows: "nothing to merge into",
      files: { "kustomization.yaml": "configMapGenerator:\n- name: a\n  behavior: merge\n" },
    }),
    refused("build/generator-unmatched", "does not exist; cannot merge or replace", {
      shows: "nothing to replace",
      files: { "kustomization.yaml": "secretGenerator:\n- name: a\n  behavior: replace\n" },
    }),
  ],
};
