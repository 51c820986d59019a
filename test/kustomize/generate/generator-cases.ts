/** A kustomization whose generators the real kustomize was asked about as well. */
export type GeneratorCase = {
  readonly name: string;
  readonly kustomization: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
};

/** What kustomize v5.8.1 makes of them. */
export const casesGenerated: readonly (GeneratorCase & { readonly objects: readonly unknown[] })[] = [
  {
    name: "literals, quoted and not",
    kustomization:
      'configMapGenerator:\n- name: a\n  literals: ["plain=x y", \'double="q"\', "single=\'q\'", "half=\\"q", "mixed=\\"q\'", \'one="\', \'none=""\', "empty=", "more=a=b", " blank = v ", "lines=a\\nb"]\n',
    objects: [
      {
        apiVersion: "v1",
        data: {
          " blank ": " v ",
          double: "q",
          empty: "",
          half: '"q',
          lines: "a\nb",
          mixed: "\"q'",
          more: "a=b",
          none: "",
          one: '"',
          plain: "x y",
          single: "q",
        },
        kind: "ConfigMap",
        metadata: { name: "a-8fgghfht8d" },
      },
    ],
  },
  {
    name: "keys of any letters",
    kustomization:
      'configMapGenerator:\n- name: a\n  literals: ["a b=1", "\u00e9=2", "a: b=3", "#c=4", "y=5", "a/b=6", "-=7"]\n',
    objects: [
      {
        apiVersion: "v1",
        data: { "#c": "4", "-": "7", "a b": "1", "a/b": "6", "a: b": "3", y: "5", "\u00e9": "2" },
        kind: "ConfigMap",
        metadata: { name: "a-gc5tmc6878" },
      },
    ],
  },
  {
    name: "an env file of every kind of line",
    kustomization: "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
    files: {
      "e.env":
        '\ufeff# comment\n  A=1\n\nB\n\t#=no\n=no key\nC = blanks kept \nD="quotes kept"\nE=a=b\n\u3000F=wide blank\nG=\ttab\n',
    },
    objects: [
      {
        apiVersion: "v1",
        data: {
          A: "1",
          B: "",
          "C ": " blanks kept ",
          D: '"quotes kept"',
          E: "a=b",
          F: "wide blank",
          G: "\ttab",
        },
        kind: "ConfigMap",
        metadata: { name: "a-5km86ccf98" },
      },
    ],
  },
  {
    name: "an env file with CRLF and a mark on a later line",
    kustomization: "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
    files: { "e.env": "A=1\r\n\ufeffB=2\r\nC=3\r\r\nD" },
    objects: [
      {
        apiVersion: "v1",
        data: { "\ufeffB": "2", A: "1", C: "3\r", D: "" },
        kind: "ConfigMap",
        metadata: { name: "a-dh8f4gb447" },
      },
    ],
  },
  {
    name: "env files, literals and files together",
    kustomization:
      "configMapGenerator:\n- name: a\n  files: [f.txt, other=sub/f.txt]\n  literals: [l=1]\n  envs: [e.env]\n  env: old.env\n",
    files: { "f.txt": "f\n", "sub/f.txt": "", "e.env": "E=1", "old.env": "OLD=1" },
    objects: [
      {
        apiVersion: "v1",
        data: { E: "1", OLD: "1", "f.txt": "f\n", l: "1", other: "" },
        kind: "ConfigMap",
        metadata: { name: "a-kbtd26h48h" },
      },
    ],
  },
  {
    name: "an empty env file",
    kustomization: "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
    files: { "e.env": "" },
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a-6ct58987ht" } }],
  },
  {
    name: "text with line ends of any kind, a byte order mark and controls",
    kustomization: "configMapGenerator:\n- name: a\n  files: [crlf, cr, bom, tab, control, blank]\n",
    files: {
      crlf: "a\r\nb\r\n",
      cr: "a\rb",
      bom: "\ufeffa",
      tab: "a\tb\n",
      control: "\u0000\u0001\u001b",
      blank: "\n  \n",
    },
    objects: [
      {
        apiVersion: "v1",
        data: {
          blank: "\n  \n",
          bom: "\ufeffa",
          control: "\u0000\u0001\u001b",
          cr: "a\rb",
          crlf: "a\r\nb\r\n",
          tab: "a\tb\n",
        },
        kind: "ConfigMap",
        metadata: { name: "a-m8k9c6cc86" },
      },
    ],
  },
  {
    name: "bytes that are no UTF-8",
    kustomization: "configMapGenerator:\n- name: a\n  files: [short, long, text]\n",
    files: {
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
    objects: [
      {
        apiVersion: "v1",
        binaryData: {
          long: "yMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/\nz9/v/IycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4\n+fr7/P3+/8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9P\nX29/j5+vv8/f7/\n",
          short: "/wA=",
        },
        data: { text: "t" },
        kind: "ConfigMap",
        metadata: { name: "a-dkbk2b5khd" },
      },
    ],
  },
  {
    name: "nothing at all",
    kustomization: "configMapGenerator:\n- name: a\n  namespace: ns\n",
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a-6ct58987ht", namespace: "ns" } }],
  },
  {
    name: "labels, annotations and immutable",
    kustomization:
      'configMapGenerator:\n- name: a\n  literals: [a=1]\n  options: {labels: {z: "1", a: "true"}, annotations: {empty: ""}, immutable: true}\n',
    objects: [
      {
        apiVersion: "v1",
        data: { a: "1" },
        immutable: true,
        kind: "ConfigMap",
        metadata: { annotations: { empty: "" }, labels: { a: "true", z: "1" }, name: "a-h29d89cmmt" },
      },
    ],
  },
  {
    name: "options for all, which its own do not lose against",
    kustomization:
      "configMapGenerator:\n- name: a\n  literals: [a=1]\n  options: {labels: {l: own}, immutable: true}\ngeneratorOptions: {labels: {l: all, m: all}, annotations: {x: all}, disableNameSuffixHash: true}\n",
    objects: [
      {
        apiVersion: "v1",
        data: { a: "1" },
        immutable: true,
        kind: "ConfigMap",
        metadata: { annotations: { x: "all" }, labels: { l: "own", m: "all" }, name: "a" },
      },
    ],
  },
  {
    name: "a false that does not win against a true",
    kustomization:
      "configMapGenerator:\n- name: a\n  options: {disableNameSuffixHash: false, immutable: false}\ngeneratorOptions: {disableNameSuffixHash: true, immutable: true}\n",
    objects: [{ apiVersion: "v1", immutable: true, kind: "ConfigMap", metadata: { name: "a" } }],
  },
  {
    name: "a Secret of text and bytes",
    kustomization:
      "secretGenerator:\n- name: a\n  literals: [a=b, 'q=\"x\"', e=]\n  files: [f]\n  type: kubernetes.io/tls\n",
    files: { f: Uint8Array.from([255, 254, 0]) },
    objects: [
      {
        apiVersion: "v1",
        data: { a: "Yg==", e: "", f: "//4A", q: "eA==" },
        kind: "Secret",
        metadata: { name: "a-8h4dgd4468" },
        type: "kubernetes.io/tls",
      },
    ],
  },
  {
    name: "base64 of 51, 52, 53 and 105 bytes",
    kustomization: "secretGenerator:\n- name: a\n  files: [a, b, c, d]\n",
    files: {
      a: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      b: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      c: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      d: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    },
    objects: [
      {
        apiVersion: "v1",
        data: {
          a: "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4",
          b: "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA\n==\n",
          c: "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eH\ng=\n",
          d: "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eH\nh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\n",
        },
        kind: "Secret",
        metadata: { name: "a-7bf6hf29m8" },
        type: "Opaque",
      },
    ],
  },
  {
    name: "an empty Secret",
    kustomization: "secretGenerator:\n- name: a\n  namespace: ns\n",
    objects: [
      {
        apiVersion: "v1",
        data: {},
        kind: "Secret",
        metadata: { name: "a-46f8b28mk5", namespace: "ns" },
        type: "Opaque",
      },
    ],
  },
  {
    name: "a Secret's keys that are text",
    kustomization:
      'secretGenerator:\n- name: a\n  literals: ["k.v=1", "_=2"]\n  options: {disableNameSuffixHash: true}\n',
    objects: [
      {
        apiVersion: "v1",
        data: { _: "Mg==", "k.v": "MQ==" },
        kind: "Secret",
        metadata: { name: "a" },
        type: "Opaque",
      },
    ],
  },
  {
    name: "a behavior that nobody knows",
    kustomization: "configMapGenerator:\n- name: a\n  behavior: perhaps\n  literals: [a=1]\n",
    objects: [{ apiVersion: "v1", data: { a: "1" }, kind: "ConfigMap", metadata: { name: "a-h29d89cmmt" } }],
  },
  {
    name: "signs that Go escapes",
    kustomization:
      'configMapGenerator:\n- name: a\n  literals: ["a=<b>&c", "d=\\u2028", "\u00e9=\ud83d\ude00"]\n',
    objects: [
      {
        apiVersion: "v1",
        data: { a: "<b>&c", d: "\u2028", "\u00e9": "\ud83d\ude00" },
        kind: "ConfigMap",
        metadata: { name: "a-t5t29bhk9g" },
      },
    ],
  },
];

/** What kustomize v5.8.1 refuses, with our code for it. */
export const casesRefused: readonly (GeneratorCase & { readonly fails: string })[] = [
  {
    name: "a literal without =",
    kustomization: "configMapGenerator:\n- name: a\n  literals: [abc]\n",
    fails: "build/generator-source",
  },
  {
    name: "a literal without a key",
    kustomization: 'configMapGenerator:\n- name: a\n  literals: ["=abc"]\n',
    fails: "build/generator-source",
  },
  {
    name: "a literal that is nothing",
    kustomization: "configMapGenerator:\n- name: a\n  literals: [null]\n",
    fails: "build/generator-source",
  },
  {
    name: "a key twice",
    kustomization: "configMapGenerator:\n- name: a\n  literals: [a=1]\n  files: [a]\n",
    files: { a: "" },
    fails: "build/duplicate-key",
  },
  {
    name: "a file that is not there",
    kustomization: "configMapGenerator:\n- name: a\n  files: [gone]\n",
    fails: "build/file-missing",
  },
  {
    name: "an env file that is not there",
    kustomization: "configMapGenerator:\n- name: a\n  envs: [gone.env]\n",
    fails: "build/file-missing",
  },
  {
    name: "a file without a key before =",
    kustomization: 'configMapGenerator:\n- name: a\n  files: ["=f"]\n',
    files: { f: "" },
    fails: "build/generator-source",
  },
  {
    name: "a file without a path behind =",
    kustomization: 'configMapGenerator:\n- name: a\n  files: ["k="]\n',
    fails: "build/generator-source",
  },
  {
    name: "a file with two =",
    kustomization: 'configMapGenerator:\n- name: a\n  files: ["a=b=c"]\n',
    fails: "build/generator-source",
  },
  {
    name: "an env file that is no UTF-8",
    kustomization: "configMapGenerator:\n- name: a\n  envs: [e.env]\n",
    files: { "e.env": Uint8Array.from([65, 61, 49, 10, 66, 61, 255, 10]) },
    fails: "build/generator-source",
  },
  {
    name: "no name",
    kustomization: "configMapGenerator:\n- literals: [a=1]\n",
    fails: "build/generator-name",
  },
  {
    name: "a Secret without a name",
    kustomization: "secretGenerator:\n- literals: [a=1]\n",
    fails: "build/generator-name",
  },
  {
    name: "a key that is a number",
    kustomization: 'configMapGenerator:\n- name: a\n  literals: ["8080=web"]\n',
    fails: "build/unprintable",
  },
  {
    name: "a key that is a word of YAML",
    kustomization: 'configMapGenerator:\n- name: a\n  files: ["true=f"]\n',
    files: { f: "" },
    fails: "build/unprintable",
  },
  {
    name: "a key that is a day",
    kustomization: 'secretGenerator:\n- name: a\n  literals: ["2001-01-01=x"]\n',
    fails: "build/unprintable",
  },
  {
    name: "a key that is nothing",
    kustomization: 'configMapGenerator:\n- name: a\n  literals: ["~=x"]\n',
    fails: "build/unprintable",
  },
  {
    name: "a key that merges",
    kustomization: 'configMapGenerator:\n- name: a\n  literals: ["<<=x"]\n',
    fails: "build/unprintable",
  },
  {
    name: "a label whose key is a number",
    kustomization: 'configMapGenerator:\n- name: a\n  options: {labels: {"1": x}}\n',
    fails: "build/unprintable",
  },
  {
    name: "lines that begin with a tab",
    kustomization: "configMapGenerator:\n- name: a\n  files: [f]\n",
    files: { f: "\ta\nb\n" },
    fails: "build/unprintable",
  },
  {
    name: "a control character",
    kustomization: "configMapGenerator:\n- name: a\n  files: [f]\n",
    files: { f: "a\u007f" },
    fails: "build/unprintable",
  },
  {
    name: "a control character in a Secret's literal",
    kustomization: 'secretGenerator:\n- name: a\n  literals: ["a=\\x80"]\n',
    fails: "build/unprintable",
  },
  {
    name: "an unknown field",
    kustomization: "configMapGenerator:\n- name: a\n  literal: [a=1]\n",
    fails: "build/unknown-field",
  },
  {
    name: "a type of a ConfigMap",
    kustomization: "configMapGenerator:\n- name: a\n  type: Opaque\n",
    fails: "build/unknown-field",
  },
  {
    name: "an unknown option",
    kustomization: "configMapGenerator:\n- name: a\n  options: {label: {}}\n",
    fails: "build/unknown-field",
  },
  {
    name: "a literal that is no text",
    kustomization: "configMapGenerator:\n- name: a\n  literals: [1]\n",
    fails: "build/field-type",
  },
  {
    name: "an option that is text",
    kustomization: 'configMapGenerator:\n- name: a\n  options: {immutable: "true"}\n',
    fails: "build/field-type",
  },
  {
    name: "the same name twice",
    kustomization: "configMapGenerator:\n- name: a\n  literals: [a=1]\n- name: a\n",
    fails: "build/generator-clash",
  },
  {
    name: "nothing to merge into",
    kustomization: "configMapGenerator:\n- name: a\n  behavior: merge\n",
    fails: "build/generator-unmatched",
  },
  {
    name: "nothing to replace",
    kustomization: "secretGenerator:\n- name: a\n  behavior: replace\n",
    fails: "build/generator-unmatched",
  },
];
