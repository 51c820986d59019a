/** The annotation of a Kustomization that says what becomes of drift: `warn` tells of it and heals nothing. */
export const DRIFT = "kustomize.plumbline.dev/drift";
