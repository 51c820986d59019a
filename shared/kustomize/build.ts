import { builtInSchemas } from "#shared/merge/built-in-schemas.ts";
import { done, failed, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { parseFile } from "#shared/yaml/parse-file.ts";

import { accumulate, siteOf } from "./accumulate.ts";
import type { BuildOptions } from "./build-options.ts";
import type { Files } from "./files.ts";
import { finished } from "./finished.ts";
import type { Loading } from "./load-file.ts";
import type { SettledReferences } from "./name-references.ts";
import { watch, type ReadSet } from "./read-set.ts";
import { remoteBy } from "./remote.ts";
import { pathFrom } from "./repo-path.ts";
import type { Resource } from "./resource.ts";
import { rootOf } from "./root.ts";
import { withSchemas } from "./schemas.ts";
import { recalled, type Workshop } from "./workshop.ts";

export type Built = {
  /** In kustomize's order. Shared with what was parsed: not to be changed. */
  readonly objects: readonly Manifest[];
  /** The document that declared each: `k8s/web.yaml:7`. */
  readonly origins: ReadonlyMap<Manifest, string>;
  readonly readSet: ReadSet;
  /** What is no failure and still worth a word. */
  readonly warnings: readonly string[];
};

/**
 * What `kustomize build` v5.8.1 makes of a folder, and of a plain folder what Flux makes of it.
 * It changes nothing that it is given, and what the Files throw passes through: it may be run again at any time.
 * Upstream: api/krusty/kustomizer.go `Run`
 */
export function build(files: Files, path: string, options: BuildOptions): Result<Built> {
  const folder = pathFrom("", path);
  const loading: Loading = {
    files: watch(files),
    rootOnly: options.loadRestrictor === "root-only",
    remote: remoteBy(options.remote),
  };
  const { memory, overlay } = options;
  const place = { loading, memory };
  const root = folder === undefined ? undefined : rootOf(place, folder, overlay);
  if (root === undefined) return failed(pathMissing(path));
  if (!root.ok) return root;

  const kustomization = root.value;
  const shop: Workshop = {
    loading,
    parse: options.parse ?? parseFile,
    memory,
    schemas: { book: builtInSchemas, isDecided: false, types: new Set(), haveMerged: false },
    effort: { kustomizations: 1 },
    tracks: kustomization.buildMetadata.length > 0,
    failures: [],
    warnings: [],
  };
  withSchemas(shop, kustomization);
  const gathered = accumulate(siteOf({ shop, kustomization, trail: [kustomization], depth: 1, place: {} }));
  if (shop.failures.length > 0) return failedWith(eachOnce(shop.failures));
  const settled = recalled(place, { what: "references" }, (): SettledReferences => new WeakMap());
  const result = finished(gathered, { kustomization, options, warnings: shop.warnings, settled });
  return result.ok ? done(builtOf(result.value, loading, shop)) : result;
}

/** A mistake in a base is met again by every kustomization above it. */
function eachOnce(failures: readonly Failure[]): readonly Failure[] {
  const byWords = new Map(failures.map((failure) => [`${failure.subject}: ${failure.message}`, failure]));
  return [...byWords.values()];
}

function pathMissing(path: string): Failure {
  return {
    code: "build/path-missing",
    subject: path,
    message: "kustomization path not found",
    remedy: "Point spec.path at a folder of the repository",
  };
}

function builtOf(resources: readonly Resource[], { files, remote }: Loading, { warnings }: Workshop): Built {
  return {
    objects: resources.map(({ manifest }) => manifest),
    origins: new Map(resources.map(({ manifest, origin }) => [manifest, origin])),
    readSet: { ...files.readSet(), remote: remote.asked() },
    warnings: [...new Set(warnings)],
  };
}
