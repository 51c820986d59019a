import type { JsonObject } from "#shared/model/json.ts";
import { configMap, kustomization, type Tree } from "#test/kustomize/tree.ts";
import type { Question } from "#test/support/flux-build/oracle.ts";

export type FluxCase = Question & { readonly claim: string };

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: web, image: "nginx:1.27", envFrom: [{configMapRef: {name: a}}]}
      - {name: cache, image: "redis@sha256:0f"}
`;
const plain: Tree = { "app/web.yaml": web, "app/a.yaml": configMap("a") };
const own = (rest = ""): Tree => ({
  ...plain,
  "app/kustomization.yaml": kustomization(["web.yaml", "a.yaml"], rest),
});
const component = (rest: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${rest}`;
const parts: Tree = {
  "parts/one/kustomization.yaml": component("namePrefix: one-\nimages: [{name: nginx, newTag: one}]\n"),
  "parts/two/kustomization.yaml": component("resources: [b.yaml]\npatches: [{path: p.yaml}]\n"),
  "parts/two/b.yaml": configMap("b"),
  "parts/two/p.yaml": configMap("a", "data: {two: here}\n"),
};

const cases = (spec: JsonObject, claims: Readonly<Record<string, Tree>>): readonly FluxCase[] =>
  Object.entries(claims).map(([claim, files]) => ({ claim, files, spec: { path: "./app", ...spec } }));

const merge = (text: string, target?: JsonObject): JsonObject => ({
  patch: text,
  ...(target === undefined ? {} : { target }),
});
const scale = (replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${replicas}}\n`;

export const fluxCases: readonly FluxCase[] = [
  ...cases(
    { namePrefix: "x-", nameSuffix: "-y", targetNamespace: "shop" },
    {
      "names and namespace, of a folder without a kustomization": plain,
      "names and namespace, of one that says nothing of them": own(),
      "names and namespace, instead of its own": own("namePrefix: own-\nnameSuffix: -own\nnamespace: own\n"),
    },
  ),
  ...cases(
    { patches: [merge(scale(3)), merge(scale(4))] },
    {
      "patches one after the other, the last wins": plain,
      "patches after its own": own(`patches: [{patch: ${JSON.stringify(scale(9))}}]\n`),
    },
  ),
  ...cases(
    {
      patches: [
        merge('[{"op": "replace", "path": "/spec/replicas", "value": 7}]', { kind: "Deployment" }),
        merge("- op: add\n  path: /metadata/labels/new\n  value: here\n", { labelSelector: "app=web" }),
        merge("kind: any\nmetadata: {name: any}\ndata: {more: here}\n", { kind: "ConfigMap", name: "a|b" }),
      ],
    },
    { "patches by target, in YAML and JSON": plain, "patches by target, beside its own": own() },
  ),
  ...cases(
    { namePrefix: "x-", patches: [merge(scale(3))] },
    {
      "patches by the name before the prefix": own(),
    },
  ),
  ...cases(
    { patches: [merge("$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")] },
    {
      "a patch that deletes": plain,
    },
  ),
  ...cases(
    { patches: [merge("- op: remove\n  path: /data\n", {})] },
    {
      "a patch with an empty target, for everything, where it fails": plain,
    },
  ),
  ...cases({ patches: [merge(scale(3).replace("web", "wbe"))] }, { "a patch for what is not there": plain }),
  ...cases(
    { images: [{ name: "nginx", newTag: "2" }] },
    {
      "an image's tag": plain,
      "an image's tag, with the name that its own entry gives": own(
        "images: [{name: nginx, newName: mine, newTag: old}]\n",
      ),
      "an image's tag in place of the digest of its own entry": own(
        "images: [{name: nginx, digest: 'sha256:aa'}]\n",
      ),
      "an image's tag beside a suffix": own("images: [{name: nginx, tagSuffix: -x}]\n"),
      "an image's tag before an entry of old": own("imageTags: [{name: nginx, newTag: old}]\n"),
      "the first of two entries": own("images: [{name: nginx, newTag: a}, {name: nginx, newTag: b}]\n"),
    },
  ),
  ...cases(
    {
      images: [
        { name: "nginx", digest: "sha256:bb" },
        { name: "redis", newName: "valkey" },
      ],
    },
    {
      "a digest, and a name alone": plain,
      "a digest in place of the tag of its own entry": own("images: [{name: nginx, newTag: old}]\n"),
    },
  ),
  ...cases(
    {
      images: [
        { name: "nginx", newName: "one" },
        { name: "nginx", newTag: "2", digest: "sha256:cc" },
        { name: "one", newTag: "3" },
      ],
    },
    { "images by one name are one, and the next sees what it left": plain },
  ),
  ...cases({ images: [{ name: "(", newTag: "2" }] }, { "an image whose name is no pattern": plain }),
  ...cases(
    { components: ["../parts/one", "../parts/two"] },
    {
      "components of a folder without a kustomization": { ...plain, ...parts },
      "components after its own": { ...own("components: [../parts/two]\n"), ...parts },
      "components under a kustomization of its own": { ...own("namePrefix: own-\n"), ...parts },
      "components where one is missing": {
        ...plain,
        "parts/two/kustomization.yaml": component("namePrefix: x-\n"),
      },
      "components where one is none": {
        ...own(),
        ...parts,
        "parts/one/kustomization.yaml": "namePrefix: x-\n",
      },
      "components of an empty kustomization": {
        ...parts,
        "app/kustomization.yaml": "kind: Kustomization\n",
        "parts/two/p.yaml": configMap("b", "data: {two: here}\n"),
      },
    },
  ),
  ...cases(
    { components: ["../parts/none", "../parts/two"], ignoreMissingComponents: true },
    {
      "what is missing, left out": { ...own(), ...parts },
      "a file as a component": { ...own(), ...parts, "parts/none": "no folder" },
      "a folder without a kustomization as a component": {
        ...own(),
        ...parts,
        "parts/none/note.txt": "none",
      },
    },
  ),
  ...cases(
    { components: ["../../elsewhere"], ignoreMissingComponents: true },
    {
      "what lies outside, left out": own(),
    },
  ),
  ...cases({ components: ["../../elsewhere"] }, { "a component outside": own() }),
  ...[
    "https://example.com/one",
    "git@example.com:one",
    "github.com/a/b",
    "/parts/one",
    "file:///parts/one",
    "GH:a",
  ].flatMap((text) =>
    cases({ components: [text], ignoreMissingComponents: true }, { [`a component at ${text}`]: own() }),
  ),
  ...cases(
    { buildMetadata: ["originAnnotations", "transformerAnnotations"], namePrefix: "x-" },
    {
      "build metadata": own(),
      "build metadata instead of its own": own("buildMetadata: [managedByLabel]\n"),
      "build metadata of a folder without a kustomization": plain,
    },
  ),
  ...cases(
    { buildMetadata: [] },
    { "its own build metadata": own("buildMetadata: [transformerAnnotations]\n") },
  ),
  ...cases(
    {},
    {
      "origins, where a kustomization has only a base of old": {
        "app/kustomization.yaml": "bases: [../base]\n",
        "base/kustomization.yaml": kustomization(["a.yaml"]),
        "base/a.yaml": configMap("a"),
      },
      "origins, where it only generates": {
        "app/kustomization.yaml":
          "configMapGenerator: [{name: g, literals: [a=b]}]\nbuildMetadata: [managedByLabel]\n",
      },
      "nothing of a kustomization that asks for nothing": {
        "app/kustomization.yaml": "kind: Kustomization\n",
      },
      "nothing of an empty file": { "app/kustomization.yaml": "# later\n" },
      "two kustomizations": { ...own(), "app/kustomization.yml": kustomization(["a.yaml"]) },
      "a kustomization with a component's type": {
        "app/kustomization.yaml": component("resources: [a.yaml]\n"),
        "app/a.yaml": configMap("a"),
      },
      "no such folder": { "a.yaml": configMap("a") },
    },
  ),
  ...cases(
    { commonMetadata: { labels: { app: "mine", team: "a" }, annotations: { note: "b" } } },
    {
      "common metadata over what is there, in no selector": plain,
      "common metadata where metadata is null": {
        "app/a.yaml": configMap("a", "  labels:\n  annotations: {}\n"),
      },
    },
  ),
  ...cases({ commonMetadata: { labels: {} } }, { "common metadata that is none": plain }),
];
