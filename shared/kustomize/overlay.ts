import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";

import { kustomizationNames } from "./find-kustomization.ts";
import type { Entry, Kustomization } from "./kustomization.ts";
import type { Loading } from "./load-file.ts";
import { withImages, type OverlayImage } from "./overlay-images.ts";
import type { PatchEntry } from "./patch/patch-entry.ts";
import type { Selector } from "./patch/select.ts";
import { pathFrom } from "./repo-path.ts";

/** What the spec of Flux's Kustomization asks for beside what the kustomization in its folder says, by its own names. */
export type Overlay = {
  readonly targetNamespace?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly nameSuffix?: string | undefined;
  readonly patches?: readonly OverlayPatch[] | undefined;
  readonly components?: readonly string[] | undefined;
  readonly ignoreMissingComponents?: boolean | undefined;
  readonly images?: readonly OverlayImage[] | undefined;
  readonly buildMetadata?: readonly string[] | undefined;
};

type OverlayPatch = {
  readonly patch: string;
  readonly target?: { readonly [part in keyof Selector]?: string | undefined } | undefined;
};

/** A kustomization as Flux rewrites it. Upstream: fluxcd/pkg kustomize/kustomize_generator.go `GenerateManifest` */
export function withOverlay(
  loading: Loading,
  kustomization: Kustomization,
  overlay: Overlay,
): Result<Kustomization> {
  const { targetNamespace, namePrefix, nameSuffix, buildMetadata = [] } = overlay;
  const failures: Failure[] = [];
  const components = componentsIn(overlay, { loading, folder: kustomization.folder, failures });
  const images = withImages(kustomization.images, overlay.images ?? [], failures);
  if (failures.length > 0) return failedWith(failures);
  return done({
    ...kustomization,
    namespace: targetNamespace ?? kustomization.namespace,
    namePrefix: namePrefix ?? kustomization.namePrefix,
    nameSuffix: nameSuffix ?? kustomization.nameSuffix,
    patches: [...kustomization.patches, ...(overlay.patches ?? []).map(patchEntry)],
    components: [...kustomization.components, ...components],
    images,
    buildMetadata: buildMetadata.length > 0 ? buildMetadata : kustomization.buildMetadata,
  });
}

function patchEntry({ patch, target }: OverlayPatch, at: number): PatchEntry {
  const origin = `spec.patches[${at}]`;
  const { group = "", version = "", kind = "", name = "", namespace = "" } = target ?? {};
  const { labelSelector = "", annotationSelector = "" } = target ?? {};
  const selector = { group, version, kind, name, namespace, labelSelector, annotationSelector };
  return {
    path: "",
    patch,
    target: target === undefined ? undefined : selector,
    allowNameChange: false,
    allowKindChange: false,
    origin,
  };
}

type Around = { readonly loading: Loading; readonly folder: string; readonly failures: Failure[] };

function componentsIn(
  { components = [], ignoreMissingComponents = false }: Overlay,
  { loading, folder, failures }: Around,
): readonly Entry[] {
  return components.flatMap((text, at): Entry[] => {
    const origin = `spec.components[${at}]`;
    if (isElsewhere(text)) {
      failures.push({
        code: "build/component-elsewhere",
        subject: origin,
        message: `component path '${text}' must be local and relative`,
        remedy: "Name a folder of the same repository, by its path from spec.path",
      });
      return [];
    }
    return ignoreMissingComponents && !isThere(loading, folder, text) ? [] : [{ text, origin }];
  });
}

/** Upstream: `IsLocalRelativePath` */
function isElsewhere(text: string): boolean {
  return /^(?:(?:git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/]).|(?:file:\/\/)?\/)/is.test(text);
}

function isThere({ files }: Loading, folder: string, text: string): boolean {
  const path = pathFrom(folder, text);
  if (path === undefined) return false;
  if (files.list(path) !== undefined) return true;
  // What is looked for is built with the next commit that brings it.
  return ["", ...kustomizationNames.map((name) => `/${name}`)].some(
    (end) => files.probe(path + end) !== undefined,
  );
}
