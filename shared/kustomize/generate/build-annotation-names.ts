/**
 * Annotations that kustomize keeps its notes in. Ours are kept beside the manifest; these are what users wrote.
 * Upstream: api/resource/resource.go `BuildAnnotations`
 */
export const buildAnnotationNames: ReadonlySet<string> = new Set([
  ...[
    "previousKinds",
    "previousNames",
    "prefixes",
    "suffixes",
    "previousNamespaces",
    "allowNameChange",
    "allowKindChange",
    "refBy",
    "generatorBehavior",
    "needsHashSuffix",
    "path",
    "index",
    "seqindent",
    "id",
    "annotations-migration-resource-id",
    "helm-generated",
  ].map((name) => `internal.config.kubernetes.io/${name}`),
  "config.kubernetes.io/path",
  "config.kubernetes.io/index",
  "config.k8s.io/id",
]);

/** Its value is `enabled` where a name is to end in a hash of the content. */
export const needsHashAnnotation = "internal.config.kubernetes.io/needsHashSuffix";
