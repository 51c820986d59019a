import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";

import type { Manifest } from "#shared/model/manifest.ts";

import { added, type Accumulated } from "./accumulated.ts";
import { withBuildMetadata } from "./build-metadata.ts";
import { dropBuildAnnotations } from "./build-annotations.ts";
import type { BuildOptions } from "./build-options.ts";
import { fieldsOf } from "./field-spec.ts";
import { hashSuffix } from "./generate/hash-suffix.ts";
import type { Kustomization } from "./kustomization.ts";
import { dropLocalConfig } from "./local-config.ts";
import { marks } from "./marks.ts";
import { updateNameReferences, type SettledReferences } from "./name-references.ts";
import { legacyOrder } from "./order/sort-options.ts";
import { inOrder } from "./order/sort-order.ts";
import { withOrdinaryNumbers } from "./plain-output.ts";
import type { Resource } from "./resource.ts";
import type { Transformer } from "./transformer.ts";
import { resolveVars } from "./vars/resolve-vars.ts";

export type Finish = {
  readonly kustomization: Kustomization;
  readonly options: Pick<BuildOptions, "reorder" | "managedByLabel">;
  readonly warnings: string[];
  readonly settled: SettledReferences;
};

/**
 * What is done once, when everything has been gathered.
 * Upstream: api/internal/target/kusttarget.go `makeCustomizedResMap`, api/krusty/kustomizer.go `Run`
 */
export function finished(
  { resources, config, vars }: Accumulated,
  { kustomization, options, warnings, settled }: Finish,
): Result<readonly Resource[]> {
  const { sortOptions, buildMetadata } = kustomization;
  const wantsLabel = options.managedByLabel === true || buildMetadata.includes("managedByLabel");
  const order = sortOptions ?? (options.reorder === "legacy" ? legacyOrder : undefined);
  const steps: readonly Transformer[] = [
    hashSuffix,
    updateNameReferences(config.nameReference, settled),
    resolveVars(vars, config.varReference, (warning) => warnings.push(warning)),
    refuseDoubles,
    dropLocalConfig,
    ...(order === undefined ? [] : [inOrder(order)]),
    ...(wantsLabel ? [managedBy] : []),
    dropBuildAnnotations,
    dropEmptyApiVersion,
    withBuildMetadata(buildMetadata),
    withOrdinaryNumbers,
  ];
  let next = resources;
  for (const step of steps) {
    const result = step(next);
    if (!result.ok) return result;
    next = result.value;
  }
  return done(next);
}

/** A patch or replacement may give two objects one name, and a hash tell them apart again; upstream panics here. */
const refuseDoubles: Transformer = (resources) => {
  const failures: Failure[] = [];
  added({ failures }, [], resources);
  return failures.length > 0 ? failedWith(failures) : done(resources);
};

/** What was declared without one leaves without one. */
const dropEmptyApiVersion: Transformer = (resources) => {
  if (resources.every(({ manifest }) => manifest.apiVersion !== "")) return done(resources);
  return done(resources.map(withoutEmptyApiVersion));
};

function withoutEmptyApiVersion(resource: Resource): Resource {
  if (resource.manifest.apiVersion !== "") return resource;
  const { apiVersion: _, ...rest } = resource.manifest;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kustomize gives it like this; see withApiVersion
  return { ...resource, manifest: rest as unknown as Manifest };
}

const managedBy = marks({
  pairs: { "app.kubernetes.io/managed-by": "kustomize-v5.8.1" },
  fields: fieldsOf({ create: true }, ["metadata/labels"]),
});
