import type { Image } from "./image.ts";
import type { Marks } from "./marks.ts";
import type { Replica } from "./replicas.ts";

/** What a kustomization file asks for. Text that is not given is "". */
export type Kustomization = {
  /** The file, for messages. */
  readonly path: string;
  /** The folder that its paths begin in. */
  readonly folder: string;
  readonly kind: "Kustomization" | "Component";
  readonly resources: readonly Entry[];
  readonly namespace: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly Marks[];
  readonly annotations: readonly Marks[];
  readonly replicas: readonly Replica[];
  readonly images: readonly Image[];
};

/** A path in a list, as it was written, and where: `k8s/kustomization.yaml:4`. */
export type Entry = { readonly text: string; readonly origin: string };
