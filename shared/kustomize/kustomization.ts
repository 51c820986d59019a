import type { GeneratorArgs } from "./generate/generator-args.ts";
import type { Image } from "./image.ts";
import type { LabelEntry } from "./labels.ts";
import type { SortOptions } from "./order/sort-options.ts";
import type { PatchEntry } from "./patch/patch-entry.ts";
import type { Replica } from "./replicas.ts";
import type { Replacement } from "./replace/replacement.ts";
import type { Var } from "./vars/var.ts";

/** What a kustomization file asks for. Text that is not given is "". Upstream: api/types/kustomization.go */
export type Kustomization = {
  /** The file, for messages. */
  readonly path: string;
  /** The folder that its paths begin in. */
  readonly folder: string;
  readonly kind: "Kustomization" | "Component";
  readonly resources: readonly Entry[];
  /** The older name of `resources`, whose entries come after those. */
  readonly bases: readonly Entry[];
  readonly components: readonly Entry[];
  readonly crds: readonly Entry[];
  readonly configurations: readonly Entry[];
  readonly generators: readonly Entry[];
  readonly transformers: readonly Entry[];
  readonly validators: readonly Entry[];
  readonly openapi: OpenApi | undefined;
  readonly namespace: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly LabelEntry[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly patchesStrategicMerge: readonly Entry[];
  readonly patches: readonly PatchEntry[];
  readonly patchesJson6902: readonly PatchEntry[];
  readonly configMaps: readonly GeneratorArgs[];
  readonly secrets: readonly GeneratorArgs[];
  readonly replicas: readonly Replica[];
  readonly images: readonly Image[];
  /** The older name of `images`, whose entries come after those. */
  readonly imageTags: readonly Image[];
  readonly replacements: readonly Replacement[];
  readonly vars: readonly Var[];
  readonly sortOptions: SortOptions | undefined;
  readonly buildMetadata: readonly string[];
  /** What its author should hear although it builds. */
  readonly warnings: readonly string[];
};

/** A path in a list, or YAML in its place, as it was written, and where: `k8s/kustomization.yaml:4`. */
export type Entry = { readonly text: string; readonly origin: string };

export type OpenApi = {
  readonly version: string | undefined;
  readonly path: string | undefined;
  readonly origin: string;
};

/** A kustomization that asks for nothing. */
export function emptyKustomization(path: string, folder: string): Kustomization {
  return {
    path,
    folder,
    kind: "Kustomization",
    resources: [],
    bases: [],
    components: [],
    crds: [],
    configurations: [],
    generators: [],
    transformers: [],
    validators: [],
    openapi: undefined,
    namespace: "",
    namePrefix: "",
    nameSuffix: "",
    labels: [],
    commonLabels: {},
    commonAnnotations: {},
    patchesStrategicMerge: [],
    patches: [],
    patchesJson6902: [],
    configMaps: [],
    secrets: [],
    replicas: [],
    images: [],
    imageTags: [],
    replacements: [],
    vars: [],
    sortOptions: undefined,
    buildMetadata: [],
    warnings: [],
  };
}
