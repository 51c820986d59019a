import { object, one, type Story } from "#test/conformance/story.ts";
import { configMap } from "#test/kustomize/tree.ts";
import { settings } from "./shop.ts";

/** Where kustomize does one thing and we another. docs/kustomize.md tells users of each. */
export type Difference = Story & {
  readonly kustomize: "builds" | "refuses";
  /** Our code where we refuse. */
  readonly ours: string;
};

const weRefuse = (ours: string, story: Story): Difference => ({ ...story, kustomize: "builds", ours });

const weBuild = (story: Story): Difference => ({ ...story, kustomize: "refuses", ours: "builds" });

const mark =
  "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: mark}\nlabels: {validated-by: me}\nfieldSpecs: [{path: metadata/labels, create: true}]\n";

export const differences: readonly Difference[] = [
  weRefuse("build/not-an-object", one("a name that YAML reads as a number", configMap("123"), "")),
  weRefuse(
    "build/not-an-object",
    one("a namespace that YAML reads as a number", configMap("a", "  namespace: 123\n"), ""),
  ),
  weRefuse(
    "build/yaml-invalid",
    one("more than 200 levels", configMap("a", `data: ${"[".repeat(250)}${"]".repeat(250)}\n`), ""),
  ),
  weRefuse(
    "build/yaml-invalid",
    one("an object behind dots, which kustomize drops", `${configMap("a")}...\n${configMap("b")}`, ""),
  ),
  weRefuse("build/yaml-invalid", {
    shows: "a second document of a kustomization, which kustomize drops",
    files: {
      "kustomization.yaml": "resources: [a.yaml]\n---\nnamePrefix: p-\n",
      "a.yaml": configMap("a"),
    },
  }),
  weRefuse(
    "build/name-hash",
    one(
      "a hash in the name of something else than a ConfigMap or Secret",
      object("v1 Service", "a", "  annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}\n"),
      "",
    ),
  ),
  weBuild(one("a slash that is escaped", configMap("a", 'data: {a: "x\\/y"}\n'), "")),
  weBuild(
    one("a character that is escaped in two halves", configMap("a", 'data: {a: "\\ud83d\\ude00"}\n'), ""),
  ),
  weRefuse(
    "build/field-shape",
    one("a name of more than 1,000 characters", configMap("a"), `namePrefix: ${"p".repeat(1000)}\n`),
  ),
  weRefuse("build/too-large", {
    shows: "kustomizations that lead down more than 100 levels",
    files: Object.fromEntries(
      Array.from({ length: 101 }, (_, level) => [
        `${level}/kustomization.yaml`,
        level === 100 ? "resources: []\n" : `resources: [../${level + 1}]\n`,
      ]),
    ),
    path: "0",
  }),
  weBuild({
    shows: "a validator that leaves its mark on what has labels",
    files: {
      "kustomization.yaml": "resources: [a.yaml]\nvalidators: [mark.yaml]\n",
      "a.yaml": settings,
      "mark.yaml": mark,
    },
  }),
];
