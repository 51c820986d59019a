import { documents, object, one, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, settings } from "./shop.ts";

const user = object(
  "v1 Pod",
  "user",
  "spec: {containers: [{name: c, envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: key}}]}], volumes: [{name: v, projected: {sources: [{configMap: {name: cfg}}, {secret: {name: key}}]}}]}\n",
);

const both =
  "configMapGenerator:\n- name: cfg\n  literals: [a=1]\nsecretGenerator:\n- name: key\n  literals: [b=2]\n";

/** How what is generated goes together with everything else. */
export const generated: Chapter = {
  name: "generated",
  stories: [
    one("who refers to it follows the name with its hash", user, both),
    one("the hash comes behind prefix and suffix", user, `namePrefix: p-\nnameSuffix: -s\n${both}`),
    one(
      "a label or an annotation is no content: the hash stays",
      user,
      `${both}labels: [{pairs: {a: b}}]\ncommonAnnotations: {c: d}\n`,
    ),
    one(
      "generatorOptions for all: no hash, labels, annotations, immutable",
      user,
      `${both}generatorOptions: {disableNameSuffixHash: true, labels: {from: file}, annotations: {why: because}, immutable: true}\n`,
    ),
    one(
      "a patch changes the content, and so the hash",
      user,
      `${both}patches:\n- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: cfg}, data: {a: "2"}}'\n`,
    ),
    one(
      "an object that asks for a hash by kustomize's own annotation gets one",
      documents(
        configMap(
          "cfg",
          "  annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}\ndata: {a: b}\n",
        ),
        user,
      ),
      "",
    ),
    {
      shows: "an overlay merges into what the base generates, and the references follow",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "namePrefix: top-\nconfigMapGenerator:\n- name: cfg\n  behavior: merge\n  literals: [b=3, c=4]\n  options: {labels: {more: 'yes'}}\n",
        ),
        "base/kustomization.yaml": kustomization(
          ["user.yaml"],
          "configMapGenerator:\n- name: cfg\n  literals: [a=1, b=2]\n  options: {labels: {some: 'yes'}, annotations: {note: own}}\n",
        ),
        "base/user.yaml": user,
      },
    },
    {
      shows: "an overlay replaces what the base generates, and labels of both stay",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "secretGenerator:\n- name: key\n  behavior: replace\n  type: kubernetes.io/basic-auth\n  literals: [password=hunter2]\n",
        ),
        "base/kustomization.yaml": kustomization(
          ["user.yaml"],
          "secretGenerator:\n- name: key\n  literals: [b=2]\n  options: {labels: {some: 'yes'}}\n",
        ),
        "base/user.yaml": user,
      },
    },
    {
      shows: "an overlay merges into a plain object, which keeps its name",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "configMapGenerator:\n- name: settings\n  behavior: merge\n  literals: [greeting=welcome]\n  files: [motd.txt]\n",
        ),
        "motd.txt": "open\nuntil nine\n",
        "base/kustomization.yaml": kustomization(["settings.yaml", "deployment.yaml"]),
        "base/settings.yaml": settings,
        "base/deployment.yaml": deployment,
      },
    },
    {
      shows: "the same name may be generated in two namespaces",
      files: {
        "kustomization.yaml":
          "configMapGenerator:\n- {name: cfg, namespace: one, literals: [a=1]}\n- {name: cfg, namespace: two, literals: [a=1]}\n",
      },
    },
    {
      shows: "an overlay's namespace finds what it merges into",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "namespace: here\nconfigMapGenerator:\n- {name: cfg, behavior: merge, literals: [b=2]}\n",
        ),
        "base/kustomization.yaml": "configMapGenerator:\n- {name: cfg, literals: [a=1]}\n",
      },
    },
    {
      shows: "files of a base are looked for beside the base",
      files: {
        "kustomization.yaml": kustomization(["deep/base"]),
        "note.txt": "the wrong one",
        "deep/note.txt": "the right one\n",
        "deep/base/kustomization.yaml": "configMapGenerator:\n- {name: cfg, files: [../note.txt]}\n",
      },
    },
  ],
};
