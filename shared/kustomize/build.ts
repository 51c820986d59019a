import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { parseFile, type ParseFile } from "#shared/yaml/parse-file.ts";

import { accumulate, type Workshop } from "./accumulate.ts";
import { dropBuildAnnotations } from "./build-annotations.ts";
import type { Files } from "./files.ts";
import { findKustomization } from "./find-kustomization.ts";
import { generatedKustomization } from "./generated-kustomization.ts";
import { image } from "./image.ts";
import type { Kustomization } from "./kustomization.ts";
import { dropLocalConfig } from "./local-config.ts";
import { marks } from "./marks.ts";
import { namePrefix, nameSuffix } from "./name-affix.ts";
import { updateNameReferences } from "./name-references.ts";
import { inNamespace } from "./namespace.ts";
import { watch, type ReadSet, type WatchedFiles } from "./read-set.ts";
import { replicas } from "./replicas.ts";
import { pathFrom } from "./repo-path.ts";
import type { Resource } from "./resource.ts";
import type { Transformer } from "./transformer.ts";

export type BuildOptions = {
  /** Flux's spec.targetNamespace: overrides `namespace` of the root. */
  readonly targetNamespace?: string;
  /** Parses a file; give one that remembers, and an unchanged file costs nothing. */
  readonly parse?: ParseFile;
};

export type Built = {
  /** In kustomize's order. Shared with what was parsed: not to be changed. */
  readonly manifests: readonly Manifest[];
  readonly readSet: ReadSet;
  /** The document that declared each: `k8s/web.yaml:7`. */
  readonly origins: ReadonlyMap<Manifest, string>;
};

/** What each kustomization does, in order. Upstream: api/internal/target/kusttarget_configplugin.go `configureBuiltinTransformers` */
function stepsOf(kustomization: Kustomization): readonly Transformer[] {
  const { namespace, namePrefix: prefix, nameSuffix: suffix } = kustomization;
  return [
    ...(namespace === "" ? [] : [inNamespace(namespace)]),
    ...(prefix === "" ? [] : [namePrefix(prefix)]),
    ...(suffix === "" ? [] : [nameSuffix(suffix)]),
    ...kustomization.labels.map(marks),
    ...kustomization.annotations.map(marks),
    ...kustomization.replicas.map(replicas),
    ...kustomization.images.map(image),
  ];
}

/** What is done once, when everything has been gathered. Upstream: api/internal/target/kusttarget.go `makeCustomizedResMap` */
const lastSteps: readonly Transformer[] = [updateNameReferences, dropLocalConfig, dropBuildAnnotations];

/**
 * What `kustomize build --reorder none` v5.8.1 makes of a folder, and of a plain folder what Flux makes of it.
 * It changes nothing that it is given, and what the Files throw passes through: it may be run again at any time.
 */
export function build(files: Files, path: string, options: BuildOptions): Result<Built> {
  const { targetNamespace, parse = parseFile } = options;
  const folder = pathFrom("", path);
  const watched = watch(files);
  const root = folder === undefined ? undefined : rootOf(watched, folder);
  if (root === undefined) return failed(pathMissing(path));
  if (!root.ok) return root;

  const failures: Failure[] = [];
  const shop: Workshop = { files: watched, parse, steps: stepsOf, failures };
  const kustomization =
    targetNamespace === undefined ? root.value : { ...root.value, namespace: targetNamespace };
  let resources = accumulate(shop, kustomization);
  if (failures.length > 0) return failed(...failures);
  for (const step of lastSteps) {
    const result = step(resources);
    if (!result.ok) return result;
    resources = result.value;
  }
  return done(builtOf(resources, watched));
}

function rootOf(files: WatchedFiles, folder: string): Result<Kustomization> | undefined {
  const found = findKustomization(files, folder);
  if (found !== undefined) return found;
  const generated = generatedKustomization(files, folder);
  return generated === undefined ? undefined : done(generated);
}

function pathMissing(path: string): Failure {
  return {
    code: "build/path-missing",
    subject: path,
    message: "kustomization path not found",
    remedy: "Point spec.path at a folder of the repository",
  };
}

function builtOf(resources: readonly Resource[], files: WatchedFiles): Built {
  return {
    manifests: resources.map(({ manifest }) => manifest),
    readSet: files.readSet(),
    origins: new Map(resources.map(({ manifest, origin }) => [manifest, origin])),
  };
}
